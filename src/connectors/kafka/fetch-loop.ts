import { MillraceError } from '../../errors.js'
import { pause, type Clock } from '../clock.js'
import type { BufferPool } from './buffer-pool.js'
import { chunksOf } from './chunks.js'
import type { KafkaClient } from './client.js'
import type { EventQueue } from './event-queue.js'
import { fetchProtocol, type FetchedPartition } from './fetch.js'
import { listOffsets } from './offsets.js'
import { Backoff, type KafkaLogger, type Outage } from './outage.js'
import { check, CODE, KafkaProtocolError } from './protocol-error.js'
import { EARLIEST, LATEST, READ_COMMITTED } from './requests.js'

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
}

export function newPartition(partition: number, leader: number, start: number): PartitionState {
  return { partition, leader, position: start, handedOver: start, endOffset: null, inFlight: false }
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

/** Fetches the partitions that `node` leads, one request at a time, until it leads none or the source closes. */
export async function runFetchLoop(node: number, context: FetchContext): Promise<void> {
  const { signal, outage, client, queue } = context
  const key = `node ${node}`
  const backoff = new Backoff(context.clock)
  for (let turn = 0; !signal.aborted; turn++) {
    const led = [...context.partitions.values()].filter((partition) => partition.leader === node)
    if (led.length === 0) break
    const free = led.filter((partition) => !partition.inFlight)
    const room = requestBytes(context)
    if (free.length === 0) {
      await pause(context.clock, IDLE_PAUSE_MS, signal)
      continue
    }
    if (queue.bytes > 0 && queue.bytes + room > context.maxBufferedBytes) {
      await queue.taken()
      continue
    }
    const asked = rotate(free, turn)
    for (const partition of asked) partition.inFlight = true
    try {
      const positions = asked.map(({ partition, position }) => [partition, position] as const)
      const { topic, maxWaitMs, partitionMaxBytes } = context
      const isolation = READ_COMMITTED
      const fetched = await client.send(
        node,
        fetchProtocol({ topic, positions, isolation, maxWaitMs, partitionMaxBytes, maxBytes: room })
      )
      await takeAll(fetched, context)
      outage.succeeded(key)
      backoff.reset()
    } catch (error) {
      if (signal.aborted) return
      if (error instanceof MillraceError) throw error
      for (const partition of asked) partition.endOffset = null
      outage.failed(key, error)
      context.metadataIsStale()
      await backoff.wait(signal)
    } finally {
      for (const partition of asked) partition.inFlight = false
    }
  }
  outage.succeeded(key)
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

/** Takes what came, partition by partition; then throws the first error that asks for a new try. */
async function takeAll(fetched: readonly FetchedPartition[], context: FetchContext): Promise<void> {
  let failure: KafkaProtocolError | null = null
  for (const one of fetched) {
    const state = context.partitions.get(one.partition)
    if (state === undefined) continue
    if (one.error === CODE.NONE) take(one, state, context)
    else if (one.error === CODE.OFFSET_OUT_OF_RANGE) await resolveOutOfRange(state, context)
    else {
      state.endOffset = null
      try {
        check(one.error, 'Fetch', `topic ${context.topic}`)
      } catch (error) {
        if (!(error instanceof KafkaProtocolError)) throw error
        failure ??= error
      }
    }
  }
  if (failure !== null) throw failure
}

function take(fetched: FetchedPartition, state: PartitionState, context: FetchContext): void {
  const place = { topic: context.topic, partition: state.partition }
  for (const chunk of chunksOf(fetched, state.position, place, context)) {
    state.position = chunk.toOffset
    context.queue.push({ kind: 'chunk', chunk })
  }
  state.endOffset = fetched.lastStableOffset
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
