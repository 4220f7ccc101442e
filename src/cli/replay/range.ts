import type { KafkaClient } from '../../connectors/kafka/transport/client.js'
import { listOffsets } from '../../connectors/kafka/transport/offsets.js'
import { EARLIEST, LATEST, READ_COMMITTED } from '../../connectors/kafka/transport/requests/offsets.js'
import { MillraceError } from '../../errors.js'
import type { OffsetRanges } from './bounded-source.js'

/** Where a range begins or ends: a moment, the special ones of Kafka among them, or an offset a partition. */
export type Bound =
  | { readonly kind: 'time'; readonly timestamp: number }
  | { readonly kind: 'offsets'; readonly offsets: ReadonlyMap<number, number> }

const NAMED: Readonly<Record<string, number>> = { earliest: EARLIEST, latest: LATEST }

/**
 * Reads `earliest`, `latest`, a time (ISO 8601 with zone, or ms since 1970), or offsets `0=100,1=250`.
 * @param option for the message
 * @throws MillraceError REPLAY_RANGE
 */
export function parseBound(option: string, text: string): Bound {
  const named = NAMED[text]
  if (named !== undefined) return { kind: 'time', timestamp: named }
  if (text.includes('=')) return { kind: 'offsets', offsets: parseOffsets(option, text) }
  const timestamp = /^\d+$/.test(text) ? Number(text) : zonedTime(text)
  if (!Number.isSafeInteger(timestamp)) throw wrong(option, text)
  return { kind: 'time', timestamp }
}

/** A time without a zone would be another one on another machine. */
function zonedTime(text: string): number {
  return /(Z|[+-]\d\d:?\d\d)$/i.test(text) ? Date.parse(text) : NaN
}

function parseOffsets(option: string, text: string): Map<number, number> {
  return new Map(
    text.split(',').map((part) => {
      const match = /^(\d+)=(\d+)$/.exec(part.trim())
      if (match === null) throw wrong(option, text)
      return [Number(match[1]), Number(match[2])]
    })
  )
}

function wrong(option: string, found: string): MillraceError {
  return new MillraceError('REPLAY_RANGE', { option, found })
}

/**
 * The offsets of a topic's partitions between two bounds. What is not committed yet lies outside; so do partitions that
 * offsets name and the topic lacks. A partition of which offsets say nothing is read from its beginning, or to its end.
 * @throws MillraceError REPLAY_NO_TOPIC
 */
export async function topicRanges(
  client: KafkaClient,
  topic: string,
  from: Bound,
  to: Bound
): Promise<OffsetRanges> {
  const leaders = (await client.metadata([topic])).topics.get(topic)?.leaders ?? []
  if (leaders.length === 0) throw new MillraceError('REPLAY_NO_TOPIC', { topic })
  const nodes = new Map(leaders.entries())
  const at = (timestamp: number): Promise<Map<number, number>> =>
    listOffsets(client, topic, nodes, timestamp, READ_COMMITTED)
  const [first, last] = [await at(EARLIEST), await at(LATEST)]
  const resolve = async (
    bound: Bound,
    otherwise: ReadonlyMap<number, number>
  ): Promise<Map<number, number>> => {
    const found = bound.kind === 'time' ? await at(bound.timestamp) : bound.offsets
    return new Map(
      [...nodes.keys()].map((partition) => {
        // No record is so young: the time lies behind the end.
        const offset = found.get(partition) ?? otherwise.get(partition) ?? 0
        const [low, high] = [first.get(partition) ?? 0, last.get(partition) ?? 0]
        return [partition, offset < 0 ? high : Math.min(Math.max(offset, low), high)]
      })
    )
  }
  return { starts: await resolve(from, first), ends: await resolve(to, last) }
}

/**
 * The lines of files between two bounds. Times of lines are not known before they are read.
 * @param files how many there are
 * @throws MillraceError REPLAY_RANGE for times
 */
export function fileRanges(files: number, from: Bound, to: Bound): OffsetRanges {
  const linesOf = (option: string, bound: Bound, named: number, otherwise: number): Map<number, number> => {
    const isNamed = bound.kind === 'time' && bound.timestamp === named
    if (bound.kind === 'time' && !isNamed) throw wrong(option, `${bound.timestamp} of a file`)
    const offsets = bound.kind === 'offsets' ? bound.offsets : new Map<number, number>()
    return new Map(Array.from({ length: files }, (_, file) => [file, offsets.get(file) ?? otherwise]))
  }
  return {
    starts: linesOf('--from', from, EARLIEST, 0),
    ends: linesOf('--to', to, LATEST, Number.POSITIVE_INFINITY)
  }
}
