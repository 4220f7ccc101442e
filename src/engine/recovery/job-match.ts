import { suggest } from '../../config/suggest.js'
import { MillraceError } from '../../errors.js'

/** A job of the plan that runs now. */
export interface JobIdentity {
  readonly name: string
  /** Of all that its state depends on: filters, keys, window, aggregates. */
  readonly fingerprint: string
}

/** How the jobs that made the stored state relate to those that run now. */
export interface JobMatch {
  /** The same jobs in the same order: then state and rows must come out the same, bit for bit. */
  readonly isExact: boolean
  /** The number in the plan that runs now of a job whose state is kept; undefined: its state is dropped. */
  numberOf(name: string): number | undefined
}

/**
 * Refuses names of jobs whose state is to be given up when there are no such jobs, neither stored nor running: a
 * misspelt name would give up nothing.
 * @throws MillraceError DROP_STATE_UNKNOWN
 */
export function checkDropState(
  dropState: Iterable<string>,
  stored: readonly (readonly [string, string])[],
  running: readonly JobIdentity[]
): void {
  const known = [...new Set([...running.map(({ name }) => name), ...stored.map(([name]) => name)])]
  for (const job of dropState) {
    if (known.includes(job)) continue
    const meant = suggest(job, known)
    const hint = meant === undefined ? `the jobs are ${known.join(', ')}` : `did you mean ${meant}?`
    throw new MillraceError('DROP_STATE_UNKNOWN', { job, hint })
  }
}

/**
 * Tells which stored state may be kept. A job that is new simply starts; one that changed or is gone is refused
 * unless its state is dropped on purpose.
 * @param stored [name, fingerprint] of the jobs that made the state, as the journal has them
 * @throws MillraceError JOB_CHANGED
 */
export function checkJobs(
  stored: readonly (readonly [string, string])[],
  running: readonly JobIdentity[],
  dropState: ReadonlySet<string>
): JobMatch {
  const numbers = new Map(running.map(({ name }, index) => [name, index]))
  for (const [name, fingerprint] of stored) {
    if (dropState.has(name)) {
      numbers.delete(name)
      continue
    }
    const now = running.find((job) => job.name === name)
    if (now === undefined)
      throw new MillraceError('JOB_CHANGED', { job: name, reason: 'it is not registered' })
    if (now.fingerprint !== fingerprint) {
      const reason = 'its window, keys, filters or aggregates differ'
      throw new MillraceError('JOB_CHANGED', { job: name, reason })
    }
  }
  const isExact =
    dropState.size === 0 &&
    stored.length === running.length &&
    stored.every(([name], index) => running[index]?.name === name)
  return { isExact, numberOf: (name) => numbers.get(name) }
}
