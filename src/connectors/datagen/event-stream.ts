import { EventGenerator } from './event-generator.js'
import type { EventOptions } from './event-options.js'

/** Some events of one partition, each closed by `\n`. */
export interface EventLines {
  readonly partition: number
  /** Index of the first one in its partition. */
  readonly index: number
  readonly count: number
  readonly bytes: Buffer
}

/**
 * The events that the options stand for, the partitions taking turns, in fresh buffers of up to `chunkBytes`. Ends
 * after `options.count` events.
 */
export function* generateEvents(options: EventOptions, chunkBytes = 1 << 20): Generator<EventLines, void> {
  const generator = new EventGenerator(options)
  const next = Array<number>(options.partitions).fill(0)
  let open = next.map((_, partition) => partition)
  while (open.length > 0) {
    for (const partition of open) {
      const index = next[partition]!
      const buffer = new ArrayBuffer(Math.max(chunkBytes, generator.maxEventBytes))
      const { events, byteLength } = generator.fill(partition, index, Infinity, buffer)
      next[partition] = index + events
      if (events > 0) yield { partition, index, count: events, bytes: Buffer.from(buffer, 0, byteLength) }
    }
    open = open.filter((partition) => next[partition]! < generator.countOf(partition))
  }
}

/** The lines of a buffer without their newlines: views, one a record. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  let start = 0
  for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
    lines.push(bytes.subarray(start, end))
    start = end + 1
  }
  if (start < bytes.length) lines.push(bytes.subarray(start))
  return lines
}
