import type { KafkaClient } from './client.js'
import { check } from './errors.js'
import {
  listOffsetsRequest,
  offsetCommitRequest,
  offsetFetchRequest,
  type CommittedPartition,
  type Isolation,
  type TopicOffsets
} from './requests/offsets.js'

/**
 * Offsets of partitions at a timestamp, or at its special values EARLIEST and LATEST.
 *
 * @param leaders node by partition; it must know every partition asked for
 * @throws KafkaProtocolError for the first partition with an error
 */
export async function listOffsets(
  client: KafkaClient,
  topic: string,
  leaders: ReadonlyMap<number, number>,
  timestamp: number,
  isolation: Isolation
): Promise<Map<number, number>> {
  const byNode = new Map<number, number[]>()
  for (const [partition, node] of leaders) byNode.set(node, [...(byNode.get(node) ?? []), partition])
  const found = new Map<number, number>()
  for (const [node, partitions] of byNode) {
    const request = listOffsetsRequest(topic, partitions, timestamp, isolation)
    for (const { partition, errorCode, offset } of await client.send(node, request)) {
      check(errorCode, 'ListOffsets', { topic })
      found.set(partition, offset)
    }
  }
  return found
}

/** The group's committed offsets; partitions without one are left out. */
export async function committedOffsets(
  client: KafkaClient,
  group: string,
  topic: string,
  partitions: readonly number[]
): Promise<Map<number, number>> {
  const committed = await committedWithNotes(client, group, topic, partitions)
  return new Map([...committed].map(([partition, { offset }]) => [partition, offset]))
}

/** The same, with what was put beside each. */
export async function committedWithNotes(
  client: KafkaClient,
  group: string,
  topic: string,
  partitions: readonly number[]
): Promise<Map<number, Pick<CommittedPartition, 'offset' | 'note'>>> {
  const coordinator = await client.coordinator('group', group)
  const answer = await client.send(coordinator, offsetFetchRequest(group, topic, partitions))
  check(answer.errorCode, 'OffsetFetch', { group })
  const found = new Map<number, Pick<CommittedPartition, 'offset' | 'note'>>()
  for (const { partition, errorCode, offset, note } of answer.partitions) {
    check(errorCode, 'OffsetFetch', { group, topic })
    if (offset >= 0) found.set(partition, { offset, note })
  }
  return found
}

/** Commits the group's offsets outside of any transaction. */
export async function commitOffsets(
  client: KafkaClient,
  group: string,
  offsets: TopicOffsets
): Promise<void> {
  const coordinator = await client.coordinator('group', group)
  for (const { topic, errorCode } of await client.send(coordinator, offsetCommitRequest(group, offsets))) {
    check(errorCode, 'OffsetCommit', { group, topic })
  }
}
