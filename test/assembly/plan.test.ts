import { describe, expect, it } from 'vitest'
import { FAIL_BAD_PLAN } from '../../src/plan/contract/failures.js'
import * as layout from '../../src/plan/contract/plan-layout.js'
import { NONE } from '../../src/plan/contract/types.js'
import { hop, session } from '../../src/table/index.js'
import { instantiateKernels, KernelFailure } from '../support/kernels.js'
import { windowPlan } from './window/pipelines.js'

interface Exports {
  readonly CONTRACT_VERSION: { readonly value: number }
  reserveInput(bytes: number): number
  loadScanPlan(pointer: number, length: number, shards: number): void
  loadMergePlan(pointer: number, length: number): void
}

type Role = 'scan' | 'merge'

const compiled = windowPlan([hop(2000, 1000), session(500)])
const good: Readonly<Record<Role, Buffer>> = {
  scan: Buffer.from(compiled.scans[0]!.bytes),
  merge: Buffer.from(compiled.merge)
}

/** Loads a plan into a kernel of its own; the failure's detail, or null when it was taken. */
function load(
  role: Role,
  plan: Uint8Array,
  shards = 1,
  kernel = instantiateKernels<Exports>()
): number | null {
  const pointer = kernel.reserveInput(plan.byteLength)
  new Uint8Array(kernel.memory.buffer, pointer, plan.byteLength).set(plan)
  try {
    if (role === 'scan') kernel.loadScanPlan(pointer, plan.byteLength, shards)
    else kernel.loadMergePlan(pointer, plan.byteLength)
    return null
  } catch (error) {
    if (!(error instanceof KernelFailure) || error.code !== FAIL_BAD_PLAN) throw error
    return error.detail
  }
}

type Words = Readonly<Record<number, number>>

/** The plan with some of its words replaced; `from` is the offset they are counted from. */
function withWords(role: Role, from: number, words: Words): Buffer {
  const plan = Buffer.from(good[role])
  for (const [word, value] of Object.entries(words)) plan.writeUInt32LE(value, from + Number(word) * 4)
  return plan
}

/** Offset of a job. */
function jobAt(role: Role, number: number): number {
  return good[role].readUInt32LE(layout.PLAN_AT_JOBS * 4) + number * layout.JOB_WORDS * 4
}

/** Offset of what a word of the first job points to. */
function entries(role: Role, word: number): number {
  return good[role].readUInt32LE(jobAt(role, 0) + word * 4)
}

describe('the contract', () => {
  it('is that of the sources', () => {
    expect(instantiateKernels<Exports>().CONTRACT_VERSION.value).toBe(layout.CONTRACT_VERSION)
  })
})

describe.each<Role>(['scan', 'merge'])('a %s plan', (role) => {
  const length = good[role].length

  it('is taken as the compiler writes it, once, in its role', () => {
    const kernel = instantiateKernels<Exports>()
    expect(load(role, good[role], 4, kernel)).toBeNull()
    expect(load(role, good[role], 4, kernel)).toBe(-2)
    expect(load(role === 'scan' ? 'merge' : 'scan', good[role])).toBe(layout.PLAN_AT_ROLE)
  })

  it.each<[string, Words, number]>([
    ['another magic number', { [layout.PLAN_AT_MAGIC]: 1 }, layout.PLAN_AT_MAGIC],
    ['another version', { [layout.PLAN_AT_VERSION]: 1 }, layout.PLAN_AT_VERSION],
    ['another length', { [layout.PLAN_AT_LENGTH]: length - 4 }, layout.PLAN_AT_LENGTH],
    ['more fields than registers', { [layout.PLAN_AT_FIELD_COUNT]: 1000 }, layout.PLAN_AT_FIELD_COUNT],
    ['no key groups', { [layout.PLAN_AT_KEY_GROUPS]: 0 }, layout.PLAN_AT_KEY_GROUPS],
    ['registers outside', { [layout.PLAN_AT_REGISTER_COUNT]: 0x7fffffff }, layout.PLAN_AT_REGISTERS],
    ['no selection', { [layout.PLAN_AT_SELECTION_COUNT]: 0 }, layout.PLAN_AT_SELECTION_COUNT],
    ['instructions outside', { [layout.PLAN_AT_INSTRUCTION_COUNT]: 0x10000000 }, layout.PLAN_AT_INSTRUCTIONS],
    ['jobs outside', { [layout.PLAN_AT_JOB_COUNT]: 0x40000000 }, layout.PLAN_AT_JOBS],
    ['a time field that is none', { [layout.PLAN_AT_TIME_FIELD]: 1000 }, layout.PLAN_AT_TIME_FIELD]
  ])('is refused with %s', (_name, words, detail) => {
    expect(load(role, withWords(role, 0, words))).toBe(detail)
  })

  it.each<[string, Words, number]>([
    ['another kind', { [layout.JOB_AT_KIND]: 3 }, layout.JOB_AT_KIND],
    ['a selection that is not there', { [layout.JOB_AT_SELECTION]: 99 }, layout.JOB_AT_SELECTION],
    [
      'a negative size',
      { [layout.JOB_AT_SIZE]: 0, [layout.JOB_AT_SIZE + 1]: 0x80000000 },
      layout.JOB_AT_SIZE
    ],
    ['a slide beyond all times', { [layout.JOB_AT_SLIDE + 1]: 0x40000000 }, layout.JOB_AT_SLIDE],
    ['a negative gap', { [layout.JOB_AT_GAP + 1]: 0x80000000 }, layout.JOB_AT_GAP],
    ['keys outside', { [layout.JOB_AT_KEYS]: length }, layout.JOB_AT_KEYS],
    ['aggregates outside', { [layout.JOB_AT_AGGREGATES]: length }, layout.JOB_AT_AGGREGATES]
  ])('is refused with %s in a job', (_name, words, word) => {
    expect(load(role, withWords(role, jobAt(role, 1), words))).toBe(2000 + word)
  })

  it('is refused with a window kind that there is none of', () => {
    expect(load(role, withWords(role, jobAt(role, 0), { [layout.JOB_AT_WINDOW_KIND]: 63 }))).not.toBeNull()
    expect(load(role, withWords(role, jobAt(role, 0), { [layout.JOB_AT_WINDOW_KIND]: 1000 }))).not.toBeNull()
  })

  it('is refused with a key or an aggregate of what is not there', () => {
    const keys = entries(role, layout.JOB_AT_KEYS)
    const aggregates = entries(role, layout.JOB_AT_AGGREGATES)
    const second = aggregates + layout.AGGREGATE_WORDS * 4
    expect(load(role, withWords(role, keys, { [layout.KEY_AT_TYPE]: 9 }))).toBe(
      1000 + layout.JOB_AT_KEY_COUNT
    )
    expect(load(role, withWords(role, second, { [layout.AGGREGATE_AT_INPUT_TYPE]: 9 }))).toBe(
      1000 + layout.JOB_AT_AGGREGATE_COUNT
    )
    expect(load(role, withWords(role, aggregates, { [layout.AGGREGATE_AT_CODE]: 60 }))).not.toBeNull()
    expect(load(role, withWords(role, second, { [layout.AGGREGATE_AT_INPUT_TYPE]: NONE }))).not.toBeNull()
  })

  it('is refused when it is shorter than its header', () => {
    expect(load(role, good[role].subarray(0, 60))).toBe(0)
  })
})

describe('a scan plan', () => {
  it('needs a shard', () => {
    expect(load('scan', good.scan, 0)).toBe(-1)
  })

  it('is refused with a trie outside, or with registers that are not there', () => {
    expect(load('scan', withWords('scan', 0, { [layout.PLAN_AT_TRIE]: good.scan.length }))).toBe(
      layout.PLAN_AT_TRIE
    )
    const key = withWords('scan', entries('scan', layout.JOB_AT_KEYS), { [layout.KEY_AT_REGISTER]: 77 })
    expect(load('scan', key)).toBe(1000 + layout.JOB_AT_KEY_COUNT)
    const second = entries('scan', layout.JOB_AT_AGGREGATES) + layout.AGGREGATE_WORDS * 4
    const aggregate = withWords('scan', second, { [layout.AGGREGATE_AT_REGISTER]: 77 })
    expect(load('scan', aggregate)).toBe(1000 + layout.JOB_AT_AGGREGATE_COUNT)
  })
})

describe('a merge plan', () => {
  const columns = entries('merge', layout.JOB_AT_COLUMNS)
  const groups = entries('merge', layout.JOB_AT_GROUP_COLUMNS)

  it.each<[string, number, Words, number]>([
    [
      'columns outside',
      jobAt('merge', 0),
      { [layout.JOB_AT_COLUMN_COUNT]: 0x08000000 },
      layout.JOB_AT_COLUMNS
    ],
    [
      'group columns outside',
      jobAt('merge', 0),
      { [layout.JOB_AT_GROUP_COLUMN_COUNT]: 0x08000000 },
      layout.JOB_AT_GROUP_COLUMNS
    ],
    ['all rows of no selection', jobAt('merge', 0), { [layout.JOB_AT_ALL_ROWS]: 99 }, layout.JOB_AT_ALL_ROWS],
    [
      'instructions that are not there',
      jobAt('merge', 0),
      { [layout.JOB_AT_INSTRUCTION_COUNT]: 99 },
      layout.JOB_AT_FIRST_INSTRUCTION
    ],
    ['a column of no register', columns, { [layout.COLUMN_AT_REGISTER]: 99 }, layout.JOB_AT_COLUMN_COUNT],
    ['a column of another type', columns, { [layout.COLUMN_AT_TYPE]: 3 }, layout.JOB_AT_COLUMN_COUNT],
    [
      'a prefix outside',
      columns,
      { [layout.COLUMN_AT_PREFIX]: good.merge.length },
      layout.JOB_AT_COLUMN_COUNT
    ],
    [
      'a group column of nothing',
      groups,
      { [layout.GROUP_COLUMN_AT_SOURCE]: 5 },
      layout.JOB_AT_GROUP_COLUMN_COUNT
    ],
    [
      'a group column of no key',
      groups,
      { [layout.GROUP_COLUMN_AT_SOURCE]: layout.SOURCE_KEY, [layout.GROUP_COLUMN_AT_INDEX]: 1 },
      layout.JOB_AT_GROUP_COLUMN_COUNT
    ],
    [
      'a group column of no aggregate',
      groups,
      { [layout.GROUP_COLUMN_AT_SOURCE]: layout.SOURCE_AGGREGATE, [layout.GROUP_COLUMN_AT_INDEX]: 5 },
      layout.JOB_AT_GROUP_COLUMN_COUNT
    ],
    [
      'a group column of no register',
      groups,
      { [layout.GROUP_COLUMN_AT_REGISTER]: 99 },
      layout.JOB_AT_GROUP_COLUMN_COUNT
    ]
  ])('is refused with %s', (_name, from, words, word) => {
    expect(load('merge', withWords('merge', from, words))).toBe(1000 + word)
  })
})
