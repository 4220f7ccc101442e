import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { FileSource } from '../../../src/connectors/file/file-source.js'
import { readToEnd } from '../../support/source-reading.js'
import { useTemporaryDirectories } from '../../support/temporary-directory.js'

const directory = useTemporaryDirectories()

function write(name: string, content: string | Uint8Array, folder = directory()): string {
  const file = path.join(folder, name)
  writeFileSync(file, content)
  return file
}

function numbered(count: number, from = 0): string {
  return Array.from({ length: count }, (_, i) => `{"n":${from + i}}\n`).join('')
}

describe('file source', () => {
  it('reads a file in chunks that end at line ends, offsets being line numbers', async () => {
    const text = numbered(1000)
    const read = await readToEnd(new FileSource({ paths: [write('a.ndjson', text)], chunkBytes: 256 }))
    expect(read.partitions).toEqual([0])
    expect(read.bytes.get(0)!.toString()).toBe(text)
    expect(read.fireWindows).toBe(true)
    expect(read.ranges.length).toBeGreaterThan(30)
    let offset = 0
    for (const [, from, to] of read.ranges) {
      expect(from).toBe(offset)
      offset = to
    }
    expect(offset).toBe(1000)
  })

  it.each([1, 7, 100])('cuts chunks of at most %i records', async (chunkRecords) => {
    const text = numbered(99) + '{"n":"last, no newline"}'
    const read = await readToEnd(new FileSource({ paths: [write('a.ndjson', text)], chunkRecords }))
    expect(read.bytes.get(0)!.toString()).toBe(text)
    for (const [, from, to] of read.ranges) expect(to - from).toBeLessThanOrEqual(chunkRecords)
    expect(read.ranges.at(-1)![2]).toBe(100)
    expect(read.ranges.length).toBeLessThanOrEqual(Math.ceil(99 / chunkRecords) + 1)
  })

  it('goes on at the positions given', async () => {
    const file = write('a.ndjson', numbered(100) + '{"n":100}')
    const options = { paths: [file], chunkBytes: 64 }
    expect((await readToEnd(new FileSource(options), new Map([[0, 97]]))).bytes.get(0)!.toString()).toBe(
      '{"n":97}\n{"n":98}\n{"n":99}\n{"n":100}'
    )
    for (const position of [101, 5000]) {
      const read = await readToEnd(new FileSource(options), new Map([[0, position]]))
      expect(read.ranges).toEqual([])
    }
  })

  it('keeps a line that is longer than a chunk whole', async () => {
    const text = `{"n":1}\n{"text":"${'x'.repeat(10_000)}"}\n{"n":2}\n`
    const read = await readToEnd(new FileSource({ paths: [write('a.ndjson', text)], chunkBytes: 64 }))
    expect(read.bytes.get(0)!.toString()).toBe(text)
    expect(read.ranges.at(-1)![2]).toBe(3)
  })

  it('refuses a line beyond the limit, naming file and line', async () => {
    const file = write('a.ndjson', `{"n":1}\n{"text":"${'x'.repeat(10_000)}"}\n`)
    const source = new FileSource({ paths: [file], chunkBytes: 64, maxLineBytes: 4096 })
    await expect(readToEnd(source)).rejects.toThrow(`Line 2 of ${file} is longer than 4096 bytes`)
    await source.close()
  })

  it('reads an empty file', async () => {
    const read = await readToEnd(new FileSource({ paths: [write('a.ndjson', '')] }))
    expect(read).toMatchObject({ partitions: [0], ranges: [] })
  })

  it('lets the partitions advance in turn', async () => {
    const folder = directory()
    const paths = ['a', 'b'].map((name) => write(`${name}.ndjson`, numbered(6), folder))
    const source = new FileSource({
      paths: [...paths, write('c.ndjson', numbered(2), folder)],
      chunkRecords: 2
    })
    const read = await readToEnd(source)
    expect(read.ranges.map(([partition]) => partition)).toEqual([0, 1, 2, 0, 1, 0, 1])
  })

  it.each(['a.ndjson.gz', 'named-otherwise.ndjson'])('reads gzip, several members too: %s', async (name) => {
    const packed = Buffer.concat([gzipSync(numbered(5000)), gzipSync(numbered(5000, 5000))])
    const read = await readToEnd(new FileSource({ paths: [write(name, packed)], chunkBytes: 4096 }))
    expect(read.bytes.get(0)!.toString()).toBe(numbered(10_000))
  })

  it('says where a damaged gzip file stopped', async () => {
    const packed = gzipSync(numbered(50_000))
    const file = write('a.ndjson.gz', packed.subarray(0, packed.length >> 1))
    await expect(readToEnd(new FileSource({ paths: [file] }))).rejects.toThrow(
      /Reading .*a\.ndjson\.gz stopped after line \d+: unexpected end of file/
    )
  })

  it('takes the JSON files of a directory in the order of their names', async () => {
    const folder = directory()
    write('b.jsonl', '{"b":1}\n', folder)
    write('a.ndjson.gz', gzipSync('{"a":1}\n'), folder)
    write('notes.txt', 'no', folder)
    const read = await readToEnd(new FileSource({ paths: [folder] }))
    expect([...read.bytes.values()].map(String).sort()).toEqual(['{"a":1}\n', '{"b":1}\n'])
    expect(read.bytes.get(0)!.toString()).toBe('{"a":1}\n')
  })

  it('names what cannot be read', async () => {
    const folder = directory()
    const missing = path.join(folder, 'missing.ndjson')
    await expect(new FileSource({ paths: [missing] }).open(new Map())).rejects.toThrow(
      `File ${missing} cannot be read: no such file`
    )
    mkdirSync(path.join(folder, 'empty'))
    await expect(new FileSource({ paths: [path.join(folder, 'empty')] }).open(new Map())).rejects.toThrow(
      /Nothing to read/
    )
    await expect(new FileSource({ paths: [] }).open(new Map())).rejects.toThrow('Nothing to read in no path')
  })

  it('knows its backlog', async () => {
    const source = new FileSource({ paths: [write('a.ndjson', numbered(2))], chunkRecords: 1 })
    const { signal } = new AbortController()
    await source.open(new Map())
    expect(source.hasBacklog(0)).toBe(true)
    expect(source.hasBacklog(1)).toBe(false)
    for (let i = 0; i < 4; i++) await source.next(signal)
    expect(source.hasBacklog(0)).toBe(false)
    await source.close()
  })

  it('answers null when aborted, and goes on after it', async () => {
    const source = new FileSource({ paths: [write('a.ndjson', numbered(2))], chunkRecords: 1, atEnd: 'hold' })
    await source.open(new Map())
    expect(await source.next(AbortSignal.abort())).toBeNull()
    const { signal } = new AbortController()
    const kinds: unknown[] = []
    for (let i = 0; i < 4; i++) kinds.push((await source.next(signal))?.kind)
    expect(kinds).toEqual(['partitions', 'chunk', 'chunk', 'end'])
    const waiting = new AbortController()
    setTimeout(() => waiting.abort(), 10)
    expect(await source.next(waiting.signal)).toBeNull()
    await source.close()
  })

  it('is made from a spec', async () => {
    const file = write('a.ndjson', numbered(3))
    const read = await readToEnd(FileSource.fromSpec(`file:${file},at_end=hold,chunk_records=1`))
    expect(read.ranges.length).toBe(3)
    expect(read.fireWindows).toBe(false)
    expect(() => FileSource.fromSpec('file:a,chunk_bytes=1')).toThrow('Connector file, chunk_bytes')
    expect(() => FileSource.fromSpec('file:a,follow=true')).toThrow('Connector file, follow')
  })
})

describe('file source on a pipe', () => {
  const cases = [
    {
      content: 'plain lines that come one by one',
      script: `process.stdout.write('{"n":1}\\n'); setTimeout(() => process.stdout.write('{"n":2}\\n'), 300)`,
      expected: '{"n":1}\n{"n":2}\n',
      chunks: 2
    },
    {
      content: 'gzip',
      script: `process.stdout.write(require('zlib').gzipSync('{"n":1}\\n{"n":2}\\n'))`,
      expected: '{"n":1}\n{"n":2}\n',
      chunks: 1
    },
    { content: 'one byte', script: `process.stdout.write('7')`, expected: '7', chunks: 1 },
    { content: 'nothing', script: '', expected: '', chunks: 0 }
  ]

  it.each(cases)('reads $content from a named pipe', async ({ script, expected, chunks }) => {
    const pipe = path.join(directory(), 'pipe')
    execFileSync('mkfifo', [pipe])
    const writer = spawn('sh', ['-c', 'exec "$0" -e "$1" > "$2"', process.execPath, script, pipe])
    const ended = once(writer, 'exit')
    const read = await readToEnd(new FileSource({ paths: [pipe] }))
    expect((read.bytes.get(0) ?? '').toString()).toBe(expected)
    expect(read.ranges.length).toBe(chunks)
    await ended
  })

  it('reads a megabyte from standard input', async () => {
    const module = new URL('../../../dist/connectors/file/file-source.js', import.meta.url).href
    const script = `
      const { FileSource } = await import(process.argv[1])
      const source = FileSource.fromSpec('file:-')
      await source.open(new Map([[0, 10]]))
      const { signal } = new AbortController()
      for (let event; event?.kind !== 'end'; ) {
        event = await source.next(signal)
        if (event.kind === 'chunk') process.stdout.write(Buffer.from(event.chunk.buffer, 0, event.chunk.byteLength))
      }
      await source.close()`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, module])
    const output: Buffer[] = []
    child.stdout.on('data', (piece: Buffer) => output.push(piece))
    child.stdin.end(numbered(100_000))
    expect(await once(child, 'close')).toEqual([0, null])
    expect(Buffer.concat(output).toString()).toBe(numbered(99_990, 10))
  })
})
