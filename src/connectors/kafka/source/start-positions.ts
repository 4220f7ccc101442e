import { MillraceError } from '../../../errors.js'
import { EARLIEST_POSITION, type Positions } from '../../connector.js'
import type { KafkaClient } from '../transport/client.js'
import { committedOffsets, listOffsets } from '../transport/offsets.js'
import { EARLIEST, LATEST, READ_COMMITTED } from '../transport/requests.js'

/** Flink's names for where a group without a committed position starts. */
export type StartupMode = 'earliest-offset' | 'latest-offset' | 'group-offsets'

export interface StartOptions {
  readonly topic: string
  readonly group: string
  readonly startupMode?: StartupMode | undefined
}

export interface StartPositions {
  readonly starts: Map<number, number>
  /** Who decided. */
  readonly from: 'engine' | 'group' | 'startup mode'
}

/**
 * Where each partition starts: a position given, else the group's committed offset, else by the startup mode.
 * When positions are given at all, or the group has committed some, a partition without one came later and starts
 * at its earliest offset, so that nothing of it is lost.
 *
 * @param leaders node by partition number
 * @throws MillraceError `KAFKA_NO_GROUP_OFFSETS` in mode group-offsets when the group committed nothing, as Flink does
 */
export async function startPositions(
  client: KafkaClient,
  options: StartOptions,
  given: Positions,
  leaders: readonly number[]
): Promise<StartPositions> {
  const all = new Map(leaders.map((leader, partition) => [partition, leader]))
  if (given.size > 0) return { starts: await complete(client, options.topic, all, given), from: 'engine' }
  const committed = await committedOffsets(client, options.group, options.topic, [...all.keys()])
  if (committed.size > 0) {
    return { starts: await complete(client, options.topic, all, committed), from: 'group' }
  }
  if (options.startupMode === 'group-offsets') {
    throw new MillraceError('KAFKA_NO_GROUP_OFFSETS', { group: options.group, topic: options.topic })
  }
  const timestamp = options.startupMode === 'latest-offset' ? LATEST : EARLIEST
  const starts = await listOffsets(client, options.topic, all, timestamp, READ_COMMITTED)
  return { starts, from: 'startup mode' }
}

/** The positions given for partitions that exist, and the earliest offset of the others. */
async function complete(
  client: KafkaClient,
  topic: string,
  leaders: ReadonlyMap<number, number>,
  given: Positions
): Promise<Map<number, number>> {
  const kept = new Map(
    [...given].filter(([partition, position]) => leaders.has(partition) && position !== EARLIEST_POSITION)
  )
  const others = new Map([...leaders].filter(([partition]) => !kept.has(partition)))
  return new Map([...kept, ...(await earliestOffsets(client, topic, others))])
}

/** The first offset that each of the partitions still has. */
export async function earliestOffsets(
  client: KafkaClient,
  topic: string,
  leaders: ReadonlyMap<number, number>
): Promise<Map<number, number>> {
  if (leaders.size === 0) return new Map()
  return listOffsets(client, topic, leaders, EARLIEST, READ_COMMITTED)
}
