import { MillraceError } from '../../../errors.js'
import { pause, type Clock } from '../../clock.js'
import type { BufferPool } from '../../buffer-pool.js'
import type { KafkaLogger, Outage } from '../retry/outage.js'
import { Backoff, retrying } from '../retry/retrying.js'
import type { KafkaClient } from '../transport/client.js'
import { check, CODE } from '../transport/errors.js'
import { listOffsets } from '../transport/offsets.js'
import { fetchRequest, type FetchedPartition } from '../transport/requests/fetch.js'
import { EARLIEST, LATEST, READ_COMMITTED } from '../transport/requests/offsets.js'
import { chunksOf } from './chunks.js'
import type { EventQueue } from './event-queue.js'
import { noteOpenTransaction } from './open-transactions.js'
import type { PartitionState } from './partition.js'
import type { OffsetOutOfRange } from './start-positions.js'

/** What the loops of one source share. */
export interface FetchContext {
  readonly client: KafkaClient
  readonly clock: Clock
  readonly topic: string
  /** The topic's id; null where the brokers have none. */
  topicId(): string | null
  readonly partitions: ReadonlyMap<number, PartitionState>
  readonly queue: EventQueue
  readonly pool: BufferPool
  readonly outage: Outage
  readonly logger: KafkaLogger
  readonly signal: AbortSignal
  readonly offsetOutOfRange: OffsetOutOfRange
  readonly maxWaitMs: number
  readonly maxBufferedBytes: number
  readonly partitionMaxBytes: number
  readonly maxRecordsPerChunk: number
  /** How many loops run: they share the room. */
  loops(): number
  metadataIsStale(): void
}

const IDLE_PAUSE_MS = 20
const PARTITION_RETRY_MS = 300

/**
 * Fetches the partitions that `node` leads, one request at a time, until it leads none or the source closes.
 * @throws MillraceError for what waiting does not mend; the signal's reason when the source closes
 */
export async function runFetchLoop(node: number, context: FetchContext): Promise<void> {
  const { signal, outage, queue, clock, topic } = context
  const loop = `node ${node} for ${topic}`
  const backoff = new Backoff(clock)
  const onFailure = (): void => context.metadataIsStale()
  for (let turn = 0; !signal.aborted; turn++) {
    const led = ledBy(node, context)
    if (led.length === 0) break
    const ready = led.filter((partition) => isReady(partition, clock))
    const room = requestBytes(context)
    if (ready.length === 0) await pause(clock, IDLE_PAUSE_MS, signal)
    else if (queue.bytes > 0 && queue.bytes + room > context.maxBufferedBytes) await queue.taken()
    else {
      await retrying({ clock, outage, loop, signal, backoff, onFailure }, async () => {
        // Leaders may have moved since it was tried last.
        const asked = ledBy(node, context).filter((partition) => isReady(partition, clock))
        if (asked.length > 0) await fetchOnce(node, rotate(asked, turn), room, context)
      })
    }
  }
}

function ledBy(node: number, { partitions }: FetchContext): PartitionState[] {
  return [...partitions.values()].filter((partition) => partition.leader === node)
}

function isReady({ inFlight, isPaused, retryAt }: PartitionState, clock: Clock): boolean {
  return !inFlight && !isPaused && retryAt <= clock.monotonic()
}

/** One fetch of these partitions. */
async function fetchOnce(
  node: number,
  asked: readonly PartitionState[],
  maxBytes: number,
  context: FetchContext
): Promise<void> {
  const { client, clock, topic, maxWaitMs, partitionMaxBytes } = context
  const positions = asked.map(({ partition, position }) => [partition, position] as const)
  const options = { topic, positions, isolation: READ_COMMITTED, maxWaitMs, partitionMaxBytes, maxBytes }
  for (const partition of asked) partition.inFlight = true
  const sentAt = clock.monotonic()
  try {
    const fetched = await client.send(node, fetchRequest(options, context.topicId()))
    await takeAll(fetched, sentAt, context)
  } catch (error) {
    if (!(error instanceof MillraceError)) for (const partition of asked) partition.isCurrent = false
    throw error
  } finally {
    for (const partition of asked) partition.inFlight = false
  }
}

/** Half of the room, shared by the loops: one response waits for the engine while the next is on its way. */
function requestBytes(context: FetchContext): number {
  const share = Math.floor(context.maxBufferedBytes / 2 / Math.max(1, context.loops()))
  return Math.max(share, context.partitionMaxBytes)
}

/** The broker fills a response in request order, so everyone gets to be first. */
function rotate<T>(items: readonly T[], turn: number): T[] {
  const first = turn % items.length
  return [...items.slice(first), ...items.slice(0, first)]
}

async function takeAll(
  fetched: readonly FetchedPartition[],
  sentAt: number,
  context: FetchContext
): Promise<void> {
  for (const one of fetched) {
    const state = context.partitions.get(one.partition)
    if (state === undefined) continue
    if (one.error === CODE.NONE) take(one, state, sentAt, context)
    else if (one.error === CODE.OFFSET_OUT_OF_RANGE) await resolveOutOfRange(state, context)
    else retryLater(one.error, state, context)
  }
}

/** The partition has moved, or its broker cannot read it now: the others go on meanwhile. */
function retryLater(code: number, state: PartitionState, context: FetchContext): void {
  const { clock, topic, outage } = context
  state.isCurrent = false
  state.retryAt = clock.monotonic() + PARTITION_RETRY_MS
  try {
    check(code, 'Fetch', { topic })
  } catch (error) {
    if (error instanceof MillraceError) throw error
    outage.failed(partitionLoop(state, context), error)
  }
  context.metadataIsStale()
}

function partitionLoop({ partition }: PartitionState, { topic }: FetchContext): string {
  return `partition ${partition} of ${topic}`
}

function take(fetched: FetchedPartition, state: PartitionState, sentAt: number, context: FetchContext): void {
  const place = { topic: context.topic, partition: state.partition }
  for (const chunk of chunksOf(fetched, state.position, place, context)) {
    state.position = chunk.toOffset
    context.queue.push({ kind: 'chunk', chunk })
  }
  state.highWatermark = fetched.highWatermark
  state.isCurrent = true
  if (state.handedOver >= fetched.highWatermark) state.emptyAt = sentAt
  noteOpenTransaction(fetched, state, context)
  if (state.retryAt > 0) {
    state.retryAt = 0
    context.outage.succeeded(partitionLoop(state, context))
  }
}

/** The position lies outside of what the partition holds: an error, or a jump that is logged, as the option says. */
async function resolveOutOfRange(state: PartitionState, context: FetchContext): Promise<void> {
  const { client, topic, offsetOutOfRange, logger } = context
  const leaders = new Map([[state.partition, state.leader]])
  const offsetAt = async (timestamp: number): Promise<number> =>
    (await listOffsets(client, topic, leaders, timestamp, READ_COMMITTED)).get(state.partition) ?? 0
  const earliest = await offsetAt(EARLIEST)
  const latest = await offsetAt(LATEST)
  const found = { topic, partition: state.partition, offset: state.position, earliest, latest }
  if (offsetOutOfRange === 'fail') throw new MillraceError('KAFKA_OFFSET_OUT_OF_RANGE', found)
  state.position = offsetOutOfRange === 'earliest' ? earliest : latest
  logger.warn({ ...found, position: state.position }, 'The offset is out of range, going on elsewhere as set')
}
