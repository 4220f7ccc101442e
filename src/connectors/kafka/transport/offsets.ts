import type { KafkaClient } from './client.js'
import { check } from './protocol-error.js'
import {
  listOffsetsProtocol,
  offsetCommitProtocol,
  offsetFetchProtocol,
  type Isolation,
  type TopicOffsets
} from './requests.js'

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
    const protocol = listOffsetsProtocol(topic, partitions, timestamp, isolation)
    const { responses } = await client.send(node, protocol)
    for (const { partition, errorCode, offset } of responses.flatMap((response) => response.partitions)) {
      check(errorCode, 'ListOffsets', `topic ${topic}`)
      found.set(partition, Number(offset))
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
  const coordinator = await client.coordinator('group', group)
  const answer = await client.send(coordinator, offsetFetchProtocol(group, topic, partitions))
  check(answer.errorCode, 'OffsetFetch', `group ${group}`)
  const found = new Map<number, number>()
  for (const { partition, errorCode, offset } of answer.responses.flatMap(
    (response) => response.partitions
  )) {
    check(errorCode, 'OffsetFetch', `group ${group}`)
    if (Number(offset) >= 0) found.set(partition, Number(offset))
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
  const { responses } = await client.send(coordinator, offsetCommitProtocol(group, offsets))
  for (const { errorCode } of responses.flatMap((response) => response.partitions)) {
    check(errorCode, 'OffsetCommit', `group ${group}`)
  }
}
