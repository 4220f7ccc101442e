/** Encodes plans: header and registers; the layout is drawn in contract/plan-layout.ts. */
import {
  INSTRUCTION_WORDS,
  JOB_WORDS,
  PLAN_AT_FIELD_COUNT,
  PLAN_AT_INSTRUCTION_COUNT,
  PLAN_AT_INSTRUCTIONS,
  PLAN_AT_JOB_COUNT,
  PLAN_AT_JOBS,
  PLAN_AT_KEY_GROUPS,
  PLAN_AT_LENGTH,
  PLAN_AT_MAGIC,
  PLAN_AT_NOT_NULL_POLICY,
  PLAN_AT_RECORD_FIELD_COUNT,
  PLAN_AT_RECORD_FIELDS,
  PLAN_AT_REGISTER_COUNT,
  PLAN_AT_REGISTERS,
  PLAN_AT_ROLE,
  PLAN_AT_SELECTION_COUNT,
  PLAN_AT_TIME_FIELD,
  PLAN_AT_TIME_FORMAT,
  PLAN_AT_TRIE,
  PLAN_AT_VERSION,
  PLAN_AT_ZONE_OFFSET,
  PLAN_HEADER_WORDS,
  PLAN_MAGIC,
  PLAN_VERSION,
  POLICY_DROP,
  POLICY_KEEP,
  ROLE_MERGE,
  ROLE_SCAN
} from './contract/plan-layout.js'
import { NONE } from './contract/types.js'
import { encodeInstruction } from './encode-instruction.js'
import { encodeMergeJob, encodeScanJob } from './encode-job.js'
import { encodeRecordFields, TIME_FORMATS } from './encode-record.js'
import { encodeTrie } from './encode-trie.js'
import type { PhysicalPlan, PhysicalScan, PlanField, Program } from './physical.js'
import type { TimeFormat } from '../table/tree/node.js'
import { PlanWriter } from './plan-writer.js'
import { TYPE_CODES } from './type-codes.js'

/** What an application's plans have in common. */
export type PlanSettings = Pick<PhysicalPlan, 'notNullEnforcer' | 'keyGroups'>

interface PlanParts {
  readonly role: number
  readonly program: Program
  readonly fields: readonly PlanField[]
  readonly timeField: number | null
  readonly timeFormat: TimeFormat
  readonly zoneOffsetMs: number
  readonly jobCount: number
  readonly encodeJob: (out: PlanWriter, at: number, number: number) => void
}

/** The bytes of the scan plan of one source. */
export function encodeScanPlan(settings: PlanSettings, scan: PhysicalScan): Uint8Array {
  const { program, fields, timeField, timeFormat, zoneOffsetMs, jobs } = scan
  return encodePlan(settings, {
    role: ROLE_SCAN,
    program,
    fields,
    ...{ timeField, timeFormat, zoneOffsetMs },
    jobCount: jobs.length,
    encodeJob: (out, at, number) => encodeScanJob(out, at, jobs[number]!, program)
  })
}

/** The bytes of the merge plan. */
export function encodeMergePlan(plan: PhysicalPlan): Uint8Array {
  const { program, jobs } = plan.merge
  return encodePlan(plan, {
    role: ROLE_MERGE,
    program,
    fields: [],
    ...{ timeField: null, timeFormat: 'millis', zoneOffsetMs: 0 },
    jobCount: jobs.length,
    encodeJob: (out, at, number) => encodeMergeJob(out, at, jobs[number]!)
  })
}

function encodePlan(settings: PlanSettings, parts: PlanParts): Uint8Array {
  const { program, jobCount } = parts
  const out = new PlanWriter()
  const header = out.reserve(PLAN_HEADER_WORDS)
  const registers = out.words(program.registers.map((type) => TYPE_CODES[type]))
  const instructions = out.reserve(program.instructions.length * INSTRUCTION_WORDS)
  const jobs = out.reserve(jobCount * JOB_WORDS)
  program.instructions.forEach((instruction, i) => {
    encodeInstruction(out, instructions + i * INSTRUCTION_WORDS * 4, instruction)
  })
  for (let number = 0; number < jobCount; number++)
    parts.encodeJob(out, jobs + number * JOB_WORDS * 4, number)
  const recordFields = encodeRecordFields(out, parts.fields)
  const trie = parts.role === ROLE_SCAN ? encodeTrie(out, parts.fields) : 0
  const words: readonly (readonly [at: number, value: number])[] = [
    [PLAN_AT_MAGIC, PLAN_MAGIC],
    [PLAN_AT_VERSION, PLAN_VERSION],
    [PLAN_AT_ROLE, parts.role],
    [PLAN_AT_LENGTH, out.length],
    [PLAN_AT_FIELD_COUNT, parts.fields.length],
    [PLAN_AT_TRIE, trie],
    [PLAN_AT_TIME_FIELD, parts.timeField ?? NONE],
    [PLAN_AT_KEY_GROUPS, settings.keyGroups],
    [PLAN_AT_REGISTER_COUNT, program.registers.length],
    [PLAN_AT_REGISTERS, registers],
    [PLAN_AT_SELECTION_COUNT, program.selectionCount],
    [PLAN_AT_NOT_NULL_POLICY, settings.notNullEnforcer === 'drop' ? POLICY_DROP : POLICY_KEEP],
    [PLAN_AT_INSTRUCTION_COUNT, program.instructions.length],
    [PLAN_AT_INSTRUCTIONS, instructions],
    [PLAN_AT_JOB_COUNT, jobCount],
    [PLAN_AT_JOBS, jobs],
    [PLAN_AT_TIME_FORMAT, TIME_FORMATS[parts.timeFormat]],
    [PLAN_AT_RECORD_FIELD_COUNT, recordFields.count],
    [PLAN_AT_RECORD_FIELDS, recordFields.offset]
  ]
  out.setEntries(header, words)
  out.setInt64(header + PLAN_AT_ZONE_OFFSET * 4, BigInt(parts.zoneOffsetMs))
  return out.finish()
}
