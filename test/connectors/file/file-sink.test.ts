import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { FileSink } from '../../../src/connectors/file/file-sink.js'
import { ACCEPT, OWNER, commitOf, segment, target } from '../../support/commits.js'
import { useTemporaryDirectories } from '../../support/temporary-directory.js'

const directory = useTemporaryDirectories()
const TARGETS = [target('a', 'topic-a'), target('b', 'topic-b')]

function read(folder: string, name: string): string {
  return readFileSync(path.join(folder, name), 'utf8')
}

async function opened(folder: string, options: { gzip?: boolean } = {}) {
  const sink = new FileSink({ directory: folder, ...options })
  return { sink, journal: await sink.open(TARGETS, OWNER, ACCEPT) }
}

describe('file sink', () => {
  it('appends rows by topic and answers with the last journal record', async () => {
    const folder = path.join(directory(), 'made', 'here')
    const { sink, journal } = await opened(folder)
    expect(sink.storesPositions).toBe(true)
    expect(journal).toBeNull()
    await sink.commit(
      commitOf(1, 10, [segment('a', [{ n: 1 }]), segment('b', [{ n: 2 }]), segment('a', [{ n: 3 }])])
    )
    await sink.commit(commitOf(2, 20, []))
    await sink.close()
    expect(read(folder, 'topic-a.ndjson')).toBe('{"n":1}\n{"n":3}\n')
    expect(read(folder, 'topic-b.ndjson')).toBe('{"n":2}\n')
    const again = await opened(folder)
    expect(again.journal).toEqual(commitOf(2, 20, []).journal)
    await again.sink.commit(commitOf(3, 30, [segment('a', [{ n: 4 }])]))
    await again.sink.close()
    expect(read(folder, 'topic-a.ndjson')).toBe('{"n":1}\n{"n":3}\n{"n":4}\n')
  })

  it('cuts off the rows of a commit whose journal line is missing or torn', async () => {
    const folder = directory()
    const { sink } = await opened(folder)
    await sink.commit(commitOf(1, 10, [segment('a', [{ n: 1 }])]))
    const journal = path.join(folder, 'journal.ndjson')
    const whole = statSync(journal).size
    await sink.commit(commitOf(2, 20, [segment('a', [{ n: 2 }]), segment('b', [{ n: 3 }])]))
    await sink.close()
    for (const size of [statSync(journal).size - 1, whole + 5, whole]) {
      truncateSync(journal, size)
      const again = await opened(folder)
      expect(again.journal).toEqual(commitOf(1, 10, []).journal)
      await again.sink.close()
      expect(read(folder, 'topic-a.ndjson')).toBe('{"n":1}\n')
      expect(read(folder, 'topic-b.ndjson')).toBe('')
      expect(statSync(journal).size).toBe(whole)
      appendFileSync(path.join(folder, 'topic-a.ndjson'), '{"n":2}\n{"n":')
    }
  })

  it('keeps rows that were there before its first commit', async () => {
    const folder = directory()
    writeFileSync(path.join(folder, 'topic-a.ndjson'), '{"n":0}\n')
    await (await opened(folder)).sink.close()
    appendFileSync(path.join(folder, 'topic-a.ndjson'), '{"torn":')
    await (await opened(folder)).sink.close()
    expect(read(folder, 'topic-a.ndjson')).toBe('{"n":0}\n')
  })

  it('takes in a sink that is added later, and a file that was emptied', async () => {
    const folder = directory()
    const first = await opened(folder)
    await first.sink.commit(commitOf(1, 10, [segment('a', [{ n: 1 }])]))
    await first.sink.close()
    writeFileSync(path.join(folder, 'topic-c.ndjson'), '{"n":"kept"}\n')
    truncateSync(path.join(folder, 'topic-a.ndjson'), 0)
    const sink = new FileSink({ directory: folder })
    expect(await sink.open([...TARGETS, target('c', 'topic-c')], OWNER, ACCEPT)).toEqual(
      commitOf(1, 10, []).journal
    )
    await sink.commit(commitOf(2, 20, [segment('a', [{ n: 2 }]), segment('c', [{ n: 3 }])]))
    await sink.close()
    expect(read(folder, 'topic-a.ndjson')).toBe('{"n":2}\n')
    expect(read(folder, 'topic-c.ndjson')).toBe('{"n":"kept"}\n{"n":3}\n')
  })

  it('finds the last line of a long journal', async () => {
    const folder = directory()
    const { sink } = await opened(folder)
    const long = commitOf(1, 10, [])
    const epochs = Array.from({ length: 5000 }, (_, epoch) => ({ ...long.journal.epochs[0]!, epoch }))
    for (let i = 0; i < 2; i++) await sink.commit({ journal: { ...long.journal, epochs }, segments: [] })
    await sink.close()
    expect(statSync(path.join(folder, 'journal.ndjson')).size).toBeGreaterThan(500_000)
    const again = await opened(folder)
    expect(again.journal!.epochs.length).toBe(5000)
    await again.sink.close()
  })

  it('writes gzip members that read as one file', async () => {
    const folder = directory()
    const { sink } = await opened(folder, { gzip: true })
    for (let n = 0; n < 3; n++) await sink.commit(commitOf(n, n, [segment('a', [{ n }])]))
    await sink.close()
    const packed = readFileSync(path.join(folder, 'topic-a.ndjson.gz'))
    expect(gunzipSync(packed).toString()).toBe('{"n":0}\n{"n":1}\n{"n":2}\n')
  })

  it('says what it could not write', async () => {
    const folder = directory()
    writeFileSync(path.join(folder, 'file'), '')
    await expect(opened(path.join(folder, 'file'))).rejects.toThrow(/Writing to .*file failed: .*EEXIST/)
    writeFileSync(path.join(folder, 'journal.ndjson'), 'not a journal\n')
    await expect(opened(folder)).rejects.toThrow(/Writing to .* failed: .*JSON/)
    const { sink } = await opened(directory())
    await expect(sink.commit(commitOf(1, 1, [segment('unknown', [{}])]))).rejects.toThrow(
      'sink unknown was not opened'
    )
    await sink.close()
  })

  it('is made from a spec', async () => {
    const folder = directory()
    const sink = FileSink.fromSpec(`file:${folder},gzip=true`)
    await sink.open(TARGETS, OWNER, ACCEPT)
    await sink.close()
    expect(statSync(path.join(folder, 'topic-b.ndjson.gz')).size).toBe(0)
    expect(() => FileSink.fromSpec('file')).toThrow('found none, expected one path')
    expect(() => FileSink.fromSpec('file:a,b')).toThrow('found a,b, expected one path')
    expect(() => FileSink.fromSpec('file:a,zip=true')).toThrow('Connector file, zip')
  })
})
