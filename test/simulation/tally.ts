/** What the simulation does to the service. Each of them must happen in a run over all themes. */
export const FAULTS = [
  'process killed at a step',
  'process killed while it starts or recovers',
  'power failure',
  'process suspended, another one started (zombie)',
  'process suspended alone',
  'suspended longer than the idle time-out',
  'suspended longer than the lease',
  'suspended longer than the transaction time-out',
  'started beside a living one',
  'stopped gently',
  'wall clock set forward',
  'wall clock set back',
  'request lost or late',
  'answer lost',
  'connection reset',
  'request or answer slow',
  'request of a dead client served',
  'answers throttled',
  'broker restarted',
  'leaders moved',
  'coordinators moved',
  'transaction timed out',
  'producer id used up',
  'NOT_ENOUGH_REPLICAS',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'REQUEST_TIMED_OUT',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN_SERVER_ERROR',
  'COORDINATOR_NOT_AVAILABLE',
  'permission taken away: topic',
  'permission taken away: group',
  'permission taken away: transactional id',
  'source trimmed behind the snapshots',
  'source trimmed before it was read',
  'source made anew',
  'source compacted',
  'source lost its tail',
  'journal lost its tail',
  'journal deleted',
  'poison batch',
  'partition added',
  'snapshot damaged',
  'all snapshots damaged',
  'disk full',
  'burst of records',
  'event of a far future',
  'open transaction held records back',
  'job changed'
] as const

/** How the service got over it, or said that it could not. */
export const WAYS = [
  'went on at the group offsets',
  'began at the end of the topic',
  'recovered from the newest snapshot',
  'recovered from an older snapshot',
  'recovered from the journal alone',
  'rows that were announced were written',
  'standby took over',
  'ended gently',
  'commit tried again',
  'lease held, transaction given up by the broker: went on',
  'went on elsewhere, offset out of range',
  'poison batch passed over',
  'snapshot not stored, went on',
  'end: STATE_LOST',
  'end: STATE_DIFFERS',
  'end: REPLAY_INPUT_GONE',
  'end: KAFKA_OFFSET_OUT_OF_RANGE',
  'end: JOB_CHANGED',
  'end: KAFKA_NO_GROUP_OFFSETS',
  'end: KAFKA_NOT_ALLOWED',
  'end: KAFKA_JOURNAL_GONE',
  'end: KAFKA_GROUP_AHEAD',
  'end: SOURCE_MADE_ANEW',
  'end: ROWS_OWED',
  'end: KAFKA_FENCED',
  'end: LEASE_LOST',
  'end: KERNEL_BAD_INPUT',
  '--rebuild',
  '--start-anew',
  '--drop-state',
  'distinct set with an index',
  'snapshot in several chunks'
] as const

export type Fault = (typeof FAULTS)[number]
export type Way = (typeof WAYS)[number]

/** How often each of them was met. */
export type Counts = Readonly<Record<string, number>>

/** Counts what happened in a simulation. */
export class Tally {
  readonly #counts = new Map<string, number>()

  fault(name: Fault): void {
    this.#add(name)
  }

  way(name: Way): void {
    this.#add(name)
  }

  counts(): Counts {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #add(name: string): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1)
  }
}

/** Adds up what several simulations counted. */
export function addCounts(all: Map<string, number>, counts: Counts): void {
  for (const [name, count] of Object.entries(counts)) all.set(name, (all.get(name) ?? 0) + count)
}

/** What never happened. */
export function neverMet(all: ReadonlyMap<string, number>): string[] {
  return [...FAULTS, ...WAYS].filter((name) => (all.get(name) ?? 0) === 0)
}
