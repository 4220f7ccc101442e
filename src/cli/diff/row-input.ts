import { FileSource } from '../../connectors/file/file-source.js'
import { KafkaSource } from '../../connectors/kafka/source/source.js'
import type { Chunk, Source } from '../../connectors/connector.js'
import { forEachRow } from '../../connectors/rows.js'
import { batchesOf } from '../../records/record-batch.js'
import { decompress, initCodecs } from '../../records/codecs.js'
import { OptionReader, parseSpec } from '../../connectors/spec.js'
import type { Settings } from '../../config/settings.js'
import { MillraceError } from '../../errors.js'
import type { Logger } from '../../observability/log.js'
import { kafkaConnection } from '../../service/kafka-options.js'

const decoder = new TextDecoder()

/**
 * Reads all rows that are there now: `topic:NAME` (committed ones) or `file:PATH,…`.
 * @param visit gets each row's JSON text
 * @param onLeft is told now and then how many rows are still to come, where that is known
 * @throws MillraceError CONNECTOR_UNKNOWN, and what the connector throws
 */
export async function readRows(
  spec: string,
  settings: Settings,
  logger: Logger,
  visit: (row: string) => void,
  onLeft: (rows: number) => void = () => undefined
): Promise<void> {
  await initCodecs()
  const source = sourceOf(spec, settings, logger)
  try {
    await source.open(new Map())
    await readToEnd(source, visit, onLeft)
  } finally {
    await source.close()
  }
}

function sourceOf(spec: string, settings: Settings, logger: Logger): Source {
  const parsed = parseSpec(spec)
  if (parsed.kind === 'file') return FileSource.fromSpec(spec)
  const [topic] = parsed.values
  if (parsed.kind !== 'topic' || topic === undefined) {
    throw new MillraceError('CONNECTOR_UNKNOWN', {
      role: 'rows',
      found: spec,
      expected: 'topic:NAME, file:PATH'
    })
  }
  new OptionReader(parsed).finish({ values: true })
  // A group of its own that never commits: whoever reads the topic for good is not disturbed.
  const group = `millrace-diff-${process.pid}`
  return new KafkaSource({
    connection: kafkaConnection(settings),
    topic,
    group,
    startupMode: 'earliest-offset',
    logger
  })
}

/** A topic has no end: what was there when it was first known is read, and no more. */
async function readToEnd(
  source: Source,
  visit: (row: string) => void,
  onLeft: (rows: number) => void
): Promise<void> {
  const { signal } = new AbortController()
  let ends: ReadonlyMap<number, number> | undefined
  for (;;) {
    ends ??= endsOf(source)
    if (ends !== undefined) {
      const left = leftOf(source, ends)
      if (left === 0) return
      onLeft(left)
    }
    const event = await source.next(signal)
    if (event === null || event.kind === 'end') return
    if (event.kind !== 'chunk') continue
    const { chunk } = event
    visitRows(chunk, ends?.get(chunk.partition) ?? Number.POSITIVE_INFINITY, visit)
    source.recycle(chunk.buffer)
  }
}

function endsOf(source: Source): ReadonlyMap<number, number> | undefined {
  const partitions = source.status()
  if (partitions.length === 0 || partitions.some(({ endOffset }) => endOffset === null)) return undefined
  return new Map(partitions.map(({ partition, endOffset }) => [partition, endOffset ?? 0]))
}

/** Offsets before the ends, those of records that hold no rows among them. */
function leftOf(source: Source, ends: ReadonlyMap<number, number>): number {
  return source
    .status()
    .reduce((sum, { partition, position }) => sum + Math.max(0, (ends.get(partition) ?? 0) - position), 0)
}

function visitRows(chunk: Chunk, end: number, visit: (row: string) => void): void {
  const bytes = new Uint8Array(chunk.buffer, 0, chunk.byteLength)
  if (chunk.format === 'lines') {
    for (const line of decoder.decode(bytes).split('\n')) if (line.trim() !== '') visit(line)
    return
  }
  for (const { baseOffset, codec, recordCount, records } of batchesOf(bytes)) {
    if (baseOffset < chunk.fromOffset || baseOffset >= end) continue
    const plain = decompress(codec, records)
    forEachRow({ sink: '', count: recordCount, bytes: plain }, (json) => visit(decoder.decode(json)))
  }
}
