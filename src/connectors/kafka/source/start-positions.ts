import { MillraceError } from '../../../errors.js'
import { EARLIEST_POSITION, type Positions } from '../../connector.js'
import type { KafkaClient } from '../transport/client.js'
import { committedOffsets, listOffsets } from '../transport/offsets.js'
import { EARLIEST, LATEST, READ_COMMITTED, READ_UNCOMMITTED } from '../transport/requests/offsets.js'

/** Flink's names for where a group without a committed position starts. */
export type StartupMode = 'earliest-offset' | 'latest-offset' | 'group-offsets'

/** What to do at an offset that the topic no longer (or not yet) has. */
export type OffsetOutOfRange = 'fail' | 'earliest' | 'latest'

export interface StartOptions {
  readonly topic: string
  readonly group: string
  readonly startupMode?: StartupMode | undefined
  /** In place of the mode: at the first record that Kafka has stamped so or later, ms since 1970. */
  readonly startAt?: number | undefined
  readonly offsetOutOfRange?: OffsetOutOfRange | undefined
}

/** Where a partition starts, and where it ends for now. */
export interface StartPosition {
  readonly start: number
  readonly highWatermark: number
}

export interface StartPositions {
  readonly starts: ReadonlyMap<number, StartPosition>
  /** Who decided. */
  readonly from: 'engine' | 'group' | 'startup mode'
}

/**
 * Where each partition starts: a position given, else the group's committed offset, else by the startup mode.
 * When positions are given at all, or the group has committed some, a partition without one came later and starts
 * at its earliest offset, so that nothing of it is lost.
 *
 * @param leaders node by partition number
 * @throws MillraceError `KAFKA_NO_GROUP_OFFSETS` in mode group-offsets when the group committed nothing, as Flink does;
 * `KAFKA_PARTITIONS_GONE` and `KAFKA_OFFSET_OUT_OF_RANGE` for positions that the topic does not have
 */
export async function startPositions(
  client: KafkaClient,
  options: StartOptions,
  given: Positions,
  leaders: readonly number[]
): Promise<StartPositions> {
  const { topic, group } = options
  const all = new Map(leaders.map((leader, partition) => [partition, leader]))
  const { positions, from } = await chosenPositions(client, options, given, all)
  const gone = [...positions.keys()].filter((partition) => !all.has(partition))
  if (gone.length > 0) {
    throw new MillraceError('KAFKA_PARTITIONS_GONE', {
      ...{ topic, partitions: gone.join(', '), found: leaders.length },
      who: from === 'group' ? `group ${group}` : 'the journal'
    })
  }
  const highWatermarks = await listOffsets(client, topic, all, LATEST, READ_UNCOMMITTED)
  const starts = new Map(
    Array.from(positions, ([partition, start]) => {
      const highWatermark = highWatermarks.get(partition) ?? start
      return [partition, { start, highWatermark }] as const
    })
  )
  if ((options.offsetOutOfRange ?? 'fail') === 'fail') await refuseBeyondEnd(client, topic, all, starts)
  return { starts, from }
}

async function chosenPositions(
  client: KafkaClient,
  { topic, group, startupMode, startAt }: StartOptions,
  given: Positions,
  all: ReadonlyMap<number, number>
): Promise<{ positions: Map<number, number>; from: StartPositions['from'] }> {
  if (given.size > 0) return { positions: await complete(client, topic, all, given), from: 'engine' }
  const committed = await committedOffsets(client, group, topic, [...all.keys()])
  if (committed.size > 0) return { positions: await complete(client, topic, all, committed), from: 'group' }
  if (startAt !== undefined) {
    return { positions: await positionsAt(client, topic, all, startAt), from: 'startup mode' }
  }
  if (startupMode === 'group-offsets') throw new MillraceError('KAFKA_NO_GROUP_OFFSETS', { group, topic })
  const timestamp = startupMode === 'latest-offset' ? LATEST : EARLIEST
  const positions = await listOffsets(client, topic, all, timestamp, READ_COMMITTED)
  return { positions, from: 'startup mode' }
}

/** The first record of each partition at a time or later; its end where every record is older. */
async function positionsAt(
  client: KafkaClient,
  topic: string,
  all: ReadonlyMap<number, number>,
  time: number
): Promise<Map<number, number>> {
  const ends = await listOffsets(client, topic, all, LATEST, READ_COMMITTED)
  const found = await listOffsets(client, topic, all, time, READ_COMMITTED)
  return new Map([...ends].map(([partition, end]) => [partition, foundOr(found.get(partition), end)]))
}

/** Kafka answers -1 where there is none. */
function foundOr(offset: number | undefined, end: number): number {
  return offset === undefined || offset < 0 ? end : offset
}

/** The positions given, and the earliest offset of the partitions that have none. */
async function complete(
  client: KafkaClient,
  topic: string,
  leaders: ReadonlyMap<number, number>,
  given: Positions
): Promise<Map<number, number>> {
  const kept = new Map([...given].filter(([, position]) => position !== EARLIEST_POSITION))
  const others = new Map([...leaders].filter(([partition]) => !kept.has(partition)))
  if (others.size === 0) return kept
  return new Map([...kept, ...(await listOffsets(client, topic, others, EARLIEST, READ_COMMITTED))])
}

/** A position behind the end: the topic is another one, or records were lost. Nothing there would ever come. */
async function refuseBeyondEnd(
  client: KafkaClient,
  topic: string,
  leaders: ReadonlyMap<number, number>,
  starts: ReadonlyMap<number, StartPosition>
): Promise<void> {
  for (const [partition, { start, highWatermark }] of starts) {
    if (start <= highWatermark) continue
    const earliest = (await listOffsets(client, topic, leaders, EARLIEST, READ_COMMITTED)).get(partition) ?? 0
    const found = { topic, partition, offset: start, earliest, latest: highWatermark }
    throw new MillraceError('KAFKA_OFFSET_OUT_OF_RANGE', found)
  }
}

/** The first offset that each of the partitions still has, and its end. */
export async function newPartitionPositions(
  client: KafkaClient,
  topic: string,
  leaders: ReadonlyMap<number, number>
): Promise<Map<number, StartPosition>> {
  if (leaders.size === 0) return new Map()
  const earliest = await listOffsets(client, topic, leaders, EARLIEST, READ_COMMITTED)
  const latest = await listOffsets(client, topic, leaders, LATEST, READ_UNCOMMITTED)
  return new Map(
    Array.from(earliest, ([partition, start]) => {
      return [partition, { start, highWatermark: latest.get(partition) ?? start }] as const
    })
  )
}
