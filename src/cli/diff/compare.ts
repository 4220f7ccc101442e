import { BUCKETS, type RowBuckets } from './row-buckets.js'

export interface Difference {
  readonly kind: 'missing' | 'extra' | 'different'
  readonly key: string
  /** Rows of the one side and the other, as they are there. */
  readonly left: readonly string[]
  readonly right: readonly string[]
}

export interface DiffResult {
  readonly equal: number
  /** Only on the left. */
  readonly missing: number
  /** Only on the right. */
  readonly extra: number
  /** The same key, other values. */
  readonly different: number
  readonly examples: readonly Difference[]
}

type Row = Readonly<Record<string, unknown>>

/** How rows are told apart, and when two are the same. */
export interface CompareOptions {
  /** Columns that tell rows apart; empty: all that hold texts. */
  readonly key: readonly string[]
  readonly ignored: ReadonlySet<string>
  /** By how much numbers may differ. */
  readonly tolerance: number
  readonly examples: number
}

/** The key of a row: the values of its key columns. */
export function keyOf(row: string, { key, ignored }: CompareOptions): string {
  const parsed = JSON.parse(row) as Row
  const columns =
    key.length > 0
      ? key
      : Object.keys(parsed)
          .filter((name) => isKey(parsed[name]))
          .sort()
  return columns
    .filter((name) => !ignored.has(name))
    .map((name) => `${name}=${JSON.stringify(parsed[name] ?? null)}`)
    .join(' ')
}

/** Windows and keys are texts, and may be null; what is counted or measured is a number. */
function isKey(value: unknown): boolean {
  return typeof value !== 'number'
}

/** Compares bucket by bucket, so that memory holds one at a time. */
export async function compareBuckets(buckets: RowBuckets, options: CompareOptions): Promise<DiffResult> {
  const counts = { equal: 0, missing: 0, extra: 0, different: 0 }
  const examples: Difference[] = []
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    const left = await buckets.read('left', bucket)
    const right = await buckets.read('right', bucket)
    for (const key of new Set([...left.keys(), ...right.keys()])) {
      const outcome = compareKey(left.get(key) ?? [], right.get(key) ?? [], options)
      counts.equal += outcome.equal
      const pairs = Math.min(outcome.left.length, outcome.right.length)
      counts.different += pairs
      counts.missing += outcome.left.length - pairs
      counts.extra += outcome.right.length - pairs
      const isDifference = outcome.left.length + outcome.right.length > 0
      if (isDifference && examples.length < options.examples) examples.push(exampleOf(key, outcome))
    }
  }
  return { ...counts, examples }
}

interface KeyOutcome {
  readonly equal: number
  readonly left: readonly string[]
  readonly right: readonly string[]
}

/** Takes away what is the same on both sides. */
function compareKey(left: readonly string[], right: readonly string[], options: CompareOptions): KeyOutcome {
  const rest = [...right]
  const unmatched = left.filter((row) => {
    const at = rest.findIndex((other) => row === other || areSame(row, other, options))
    if (at >= 0) rest.splice(at, 1)
    return at < 0
  })
  return { equal: left.length - unmatched.length, left: unmatched, right: rest }
}

function areSame(a: string, b: string, { ignored, tolerance }: CompareOptions): boolean {
  const left = JSON.parse(a) as Row
  const right = JSON.parse(b) as Row
  const columns = new Set([...Object.keys(left), ...Object.keys(right)])
  return [...columns].every((name) => ignored.has(name) || isSameValue(left[name], right[name], tolerance))
}

function isSameValue(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return Math.abs(a - b) <= tolerance
  return JSON.stringify(a) === JSON.stringify(b)
}

function exampleOf(key: string, { left, right }: KeyOutcome): Difference {
  const kind = right.length === 0 ? 'missing' : left.length === 0 ? 'extra' : 'different'
  return { kind, key, left, right }
}
