import { MillraceError } from '../../../errors.js'
import { pause, type Clock } from '../../clock.js'
import type { BufferPool } from '../../buffer-pool.js'
import { chunksOf } from './chunks.js'
import type { KafkaClient } from '../transport/client.js'
import type { EventQueue } from './event-queue.js'
import { fetchProtocol, type FetchedPartition } from '../transport/fetch.js'
import { listOffsets } from '../transport/offsets.js'
import { Backoff, type KafkaLogger, type Outage } from '../retry/outage.js'
import { check, CODE } from '../transport/protocol-error.js'
import { EARLIEST, LATEST, READ_COMMITTED } from '../transport/requests.js'

/** Where reading of a partition stands. */
export interface PartitionState {
  readonly partition: number
  leader: number
  /** Next offset to fetch. */
  position: number
  /** One past the last offset that the engine was given. */
  handedOver: number
  /** The last stable offset that the broker told; null while it is not known. */
  endOffset: number | null
  /** A fetch of it is on its way: a new leader's loop must not fetch the same again. */
  inFlight: boolean
  /** After a fetch that failed for this partition alone: when to try it again; 0 when the last one was fine. */
  retryAt: number
  /** The engine has enough of it for now. */
  isPaused: boolean
}

export function newPartition(partition: number, leader: number, start: number): PartitionState {
  const position = { position: start, handedOver: start, endOffset: null }
  return { partition, leader, ...position, inFlight: false, retryAt: 0, isPaused: false }
}

/** What the loops of one source share. */
export interface FetchContext {
  readonly client: KafkaClient
  readonly clock: Clock
  readonly topic: string
  readonly partitions: ReadonlyMap<number, PartitionState>
  readonly queue: EventQueue
  readonly pool: BufferPool
  readonly outage: Outage
  readonly logger: KafkaLogger
  readonly signal: AbortSignal
  readonly offsetOutOfRange: 'fail' | 'earliest' | 'latest'
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

/** Fetches the partitions that `node` leads, one request at a time, until it leads none or the source closes. */
export async function runFetchLoop(node: number, context: FetchContext): Promise<void> {
  const { signal, outage, queue, clock } = context
  const key = `node ${node}`
  const backoff = new Backoff(clock)
  for (let turn = 0; !signal.aborted; turn++) {
    const led = [...context.partitions.values()].filter((partition) => partition.leader === node)
    if (led.length === 0) break
    const isReady = ({ inFlight, isPaused, retryAt }: PartitionState): boolean =>
      !inFlight && !isPaused && retryAt <= clock.now()
    const ready = led.filter(isReady)
    const room = requestBytes(context)
    if (ready.length === 0) await pause(clock, IDLE_PAUSE_MS, signal)
    else if (queue.bytes > 0 && queue.bytes + room > context.maxBufferedBytes) await queue.taken()
    else {
      const failure = await fetchOnce(node, rotate(ready, turn), room, context)
      if (signal.aborted) return
      if (failure === null) {
        outage.succeeded(key)
        backoff.reset()
      } else {
        outage.failed(key, failure)
        context.metadataIsStale()
        await backoff.wait(signal)
      }
    }
  }
  outage.succeeded(key)
}

/**
 * One fetch of these partitions.
 *
 * @returns null, or the error for which all of them have to wait
 * @throws MillraceError for what waiting does not mend
 */
async function fetchOnce(
  node: number,
  asked: readonly PartitionState[],
  maxBytes: number,
  context: FetchContext
): Promise<Error | null> {
  const { topic, maxWaitMs, partitionMaxBytes } = context
  const positions = asked.map(({ partition, position }) => [partition, position] as const)
  const isolation = READ_COMMITTED
  for (const partition of asked) partition.inFlight = true
  try {
    const protocol = fetchProtocol({ topic, positions, isolation, maxWaitMs, partitionMaxBytes, maxBytes })
    await takeAll(await context.client.send(node, protocol), context)
    return null
  } catch (error) {
    if (error instanceof MillraceError) throw error
    for (const partition of asked) partition.endOffset = null
    return error instanceof Error ? error : new Error(String(error))
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

async function takeAll(fetched: readonly FetchedPartition[], context: FetchContext): Promise<void> {
  for (const one of fetched) {
    const state = context.partitions.get(one.partition)
    if (state === undefined) continue
    if (one.error === CODE.NONE) take(one, state, context)
    else if (one.error === CODE.OFFSET_OUT_OF_RANGE) await resolveOutOfRange(state, context)
    else retryLater(one.error, state, context)
  }
}

/** The partition has moved, or its broker cannot read it now: the others go on meanwhile. */
function retryLater(code: number, state: PartitionState, context: FetchContext): void {
  state.endOffset = null
  state.retryAt = context.clock.now() + PARTITION_RETRY_MS
  try {
    check(code, 'Fetch', `topic ${context.topic}`)
  } catch (error) {
    if (error instanceof MillraceError) throw error
    context.outage.failed(partitionKey(state), error)
  }
  context.metadataIsStale()
}

function partitionKey({ partition }: PartitionState): string {
  return `partition ${partition}`
}

function take(fetched: FetchedPartition, state: PartitionState, context: FetchContext): void {
  const place = { topic: context.topic, partition: state.partition }
  for (const chunk of chunksOf(fetched, state.position, place, context)) {
    state.position = chunk.toOffset
    context.queue.push({ kind: 'chunk', chunk })
  }
  state.endOffset = fetched.lastStableOffset
  if (state.retryAt > 0) {
    state.retryAt = 0
    context.outage.succeeded(partitionKey(state))
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
