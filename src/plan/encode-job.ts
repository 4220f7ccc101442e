/** Encodes what a plan says of jobs; the layout is drawn in contract/plan-layout.ts. */
import * as layout from './contract/plan-layout.js'
import { NONE } from './contract/types.js'
import type {
  GroupColumn,
  GroupColumnSource,
  PhysicalAggregate,
  PhysicalColumn,
  PhysicalMergeJob,
  PhysicalScanJob,
  PhysicalWindow,
  Program
} from './physical.js'
import type { PlanWriter } from './plan-writer.js'
import { TYPE_CODES } from './type-codes.js'

const GROUP_COLUMN_SOURCES: Readonly<Record<GroupColumnSource, number>> = {
  WINDOW_START: layout.SOURCE_WINDOW_START,
  WINDOW_END: layout.SOURCE_WINDOW_END,
  WINDOW_DURATION: layout.SOURCE_WINDOW_DURATION,
  KEY: layout.SOURCE_KEY,
  AGGREGATE: layout.SOURCE_AGGREGATE
}

/** Writes `job` to the words at `at`, and what it points to behind what there is. */
export function encodeScanJob(out: PlanWriter, at: number, job: PhysicalScanJob, program: Program): void {
  if (job.kind === 'none') return
  if (job.kind === 'rows') {
    out.setEntries(at, [
      [layout.JOB_AT_KIND, layout.JOB_ROWS],
      [layout.JOB_AT_SELECTION, job.selection]
    ])
    encodeColumns(out, at, job.columns)
    return
  }
  out.setEntries(at, [
    [layout.JOB_AT_KIND, layout.JOB_AGGREGATE],
    [layout.JOB_AT_SELECTION, job.selection]
  ])
  encodeWindow(out, at, job.window)
  encodeKeys(
    out,
    at,
    job.keys.map((register) => [TYPE_CODES[program.registers[register]!], register])
  )
  encodeAggregates(out, at, job.aggregates)
}

/** As {@link encodeScanJob}. */
export function encodeMergeJob(out: PlanWriter, at: number, job: PhysicalMergeJob): void {
  if (job.kind === 'none') return
  out.setEntries(at, [
    [layout.JOB_AT_KIND, layout.JOB_AGGREGATE],
    [layout.JOB_AT_SELECTION, job.selection],
    [layout.JOB_AT_ALL_ROWS, job.allRows],
    [layout.JOB_AT_FIRST_INSTRUCTION, job.firstInstruction],
    [layout.JOB_AT_INSTRUCTION_COUNT, job.instructionCount]
  ])
  encodeWindow(out, at, job.window)
  encodeKeys(
    out,
    at,
    job.keyTypes.map((type) => [TYPE_CODES[type], NONE])
  )
  encodeAggregates(
    out,
    at,
    job.aggregates.map((aggregate) => ({ ...aggregate, register: null, byRegister: null }))
  )
  encodeColumns(out, at, job.columns)
  encodeGroupColumns(out, at, job.groupColumns)
}

function encodeWindow(out: PlanWriter, at: number, window: PhysicalWindow): void {
  out.setEntries(at, [[layout.JOB_AT_WINDOW_KIND, window.code]])
  out.setInt64(at + layout.JOB_AT_SIZE * 4, BigInt(window.size))
  out.setInt64(at + layout.JOB_AT_SLIDE * 4, BigInt(window.slide))
  out.setInt64(at + layout.JOB_AT_GAP * 4, BigInt(window.gap))
}

function encodeKeys(out: PlanWriter, at: number, keys: readonly (readonly [number, number])[]): void {
  out.setEntries(at, [
    [layout.JOB_AT_KEY_COUNT, keys.length],
    [layout.JOB_AT_KEYS, out.words(keys.flat())]
  ])
}

function encodeAggregates(out: PlanWriter, at: number, aggregates: readonly PhysicalAggregate[]): void {
  const entries = out.reserve(aggregates.length * layout.AGGREGATE_WORDS)
  out.setEntries(at, [
    [layout.JOB_AT_AGGREGATE_COUNT, aggregates.length],
    [layout.JOB_AT_AGGREGATES, entries]
  ])
  aggregates.forEach(({ code, register, inputType, byRegister, byType, flags, param }, i) => {
    const entry = entries + i * layout.AGGREGATE_WORDS * 4
    out.setEntries(entry, [
      [layout.AGGREGATE_AT_CODE, code],
      [layout.AGGREGATE_AT_REGISTER, register ?? NONE],
      [layout.AGGREGATE_AT_INPUT_TYPE, inputType === null ? NONE : TYPE_CODES[inputType]],
      [layout.AGGREGATE_AT_FLAGS, flags],
      [layout.AGGREGATE_AT_BY_REGISTER, byRegister ?? NONE],
      [layout.AGGREGATE_AT_BY_TYPE, byType === null ? NONE : TYPE_CODES[byType]]
    ])
    out.setFloat64(entry + layout.AGGREGATE_AT_PARAM * 4, param)
  })
}

function encodeColumns(out: PlanWriter, at: number, columns: readonly PhysicalColumn[]): void {
  const entries = out.reserve(columns.length * layout.COLUMN_WORDS)
  out.setEntries(at, [
    [layout.JOB_AT_COLUMN_COUNT, columns.length],
    [layout.JOB_AT_COLUMNS, entries]
  ])
  columns.forEach(({ name, register, type, notNull }, i) => {
    const prefix = out.text(`${i === 0 ? '{' : ','}${JSON.stringify(name)}:`)
    out.setEntries(entries + i * layout.COLUMN_WORDS * 4, [
      [layout.COLUMN_AT_REGISTER, register],
      [layout.COLUMN_AT_TYPE, TYPE_CODES[type]],
      [layout.COLUMN_AT_FLAGS, notNull ? layout.COLUMN_NOT_NULL : 0],
      [layout.COLUMN_AT_PREFIX, prefix.offset],
      [layout.COLUMN_AT_PREFIX_LENGTH, prefix.length]
    ])
  })
}

function encodeGroupColumns(out: PlanWriter, at: number, columns: readonly GroupColumn[]): void {
  const entries = out.reserve(columns.length * layout.GROUP_COLUMN_WORDS)
  out.setEntries(at, [
    [layout.JOB_AT_GROUP_COLUMN_COUNT, columns.length],
    [layout.JOB_AT_GROUP_COLUMNS, entries]
  ])
  columns.forEach(({ source, index, param, register }, i) => {
    out.setEntries(entries + i * layout.GROUP_COLUMN_WORDS * 4, [
      [layout.GROUP_COLUMN_AT_SOURCE, GROUP_COLUMN_SOURCES[source]],
      [layout.GROUP_COLUMN_AT_INDEX, index],
      [layout.GROUP_COLUMN_AT_PARAM, param],
      [layout.GROUP_COLUMN_AT_REGISTER, register]
    ])
  })
}
