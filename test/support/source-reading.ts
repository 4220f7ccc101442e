import type { Positions, Source, SourceEvent } from '../../src/connectors/connector.js'

/** What a bounded source handed over, copied out of its recycled buffers. */
export interface ReadSource {
  readonly partitions: readonly number[]
  /** [partition, fromOffset, toOffset] of every chunk in order. */
  readonly ranges: readonly (readonly [number, number, number])[]
  /** Bytes by partition. */
  readonly bytes: ReadonlyMap<number, Buffer>
  readonly fireWindows: boolean
}

/** Opens a bounded source, reads it to its end and closes it. */
export async function readToEnd(source: Source, positions: Positions = new Map()): Promise<ReadSource> {
  const { signal } = new AbortController()
  const ranges: [number, number, number][] = []
  const pieces = new Map<number, Buffer[]>()
  let partitions: readonly number[] = []
  await source.open(positions)
  for (;;) {
    const event: SourceEvent | null = await source.next(signal)
    if (event === null) throw new Error('the source answered null without an abort')
    if (event.kind === 'partitions') partitions = [...event.partitions.keys()]
    else if (event.kind === 'chunk') {
      const { partition, fromOffset, toOffset, buffer, byteLength } = event.chunk
      ranges.push([partition, fromOffset, toOffset])
      const copy = Buffer.from(Buffer.from(buffer, 0, byteLength))
      pieces.set(partition, [...(pieces.get(partition) ?? []), copy])
      source.recycle(buffer)
    } else {
      await source.close()
      const bytes = new Map([...pieces].map(([partition, parts]) => [partition, Buffer.concat(parts)]))
      return { partitions, ranges, bytes, fireWindows: event.fireWindows }
    }
  }
}
