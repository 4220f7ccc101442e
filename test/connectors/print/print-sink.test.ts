import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { PrintSink } from '../../../src/connectors/print/print-sink.js'
import { commitOf, segment } from '../../support/commits.js'

class SlowStream extends Writable {
  text = ''

  constructor() {
    super({ highWaterMark: 1 })
  }

  override _write(chunk: Buffer, _: unknown, done: () => void): void {
    setTimeout(() => {
      this.text += chunk.toString()
      done()
    }, 5)
  }
}

const COMMIT = commitOf(1, 1, [
  segment('a', [{ n: 1 }, { n: 2 }]),
  segment('b', []),
  segment('b', [{ n: 3 }])
])

describe('print sink', () => {
  it('waits until a slow stream has taken the rows', async () => {
    const stream = new SlowStream()
    const sink = new PrintSink({ stream })
    expect(sink.storesPositions).toBe(false)
    expect(await sink.open()).toBeNull()
    await sink.commit(COMMIT)
    expect(stream.text).toBe('a> {"n":1}\na> {"n":2}\nb> {"n":3}\n')
    await sink.close()
  })

  it('prints plain rows', async () => {
    const stream = new SlowStream()
    await new PrintSink({ stream, format: 'plain' }).commit(COMMIT)
    expect(stream.text).toBe('{"n":1}\n{"n":2}\n{"n":3}\n')
  })

  it('fails the commit when nobody reads any more', async () => {
    const stream = new Writable({ write: (_, __, done) => done(new Error('EPIPE')) })
    const sink = new PrintSink({ stream })
    await sink.open()
    await expect(sink.commit(COMMIT)).rejects.toThrow('The output of the print sink was closed: EPIPE')
    await sink.close()
  })

  it('is made from a spec', () => {
    expect(PrintSink.fromSpec('print')).toBeInstanceOf(PrintSink)
    expect(PrintSink.fromSpec('print:format=plain')).toBeInstanceOf(PrintSink)
    expect(() => PrintSink.fromSpec('print:format=xml')).toThrow('expected one of tagged, plain')
    expect(() => PrintSink.fromSpec('print:there')).toThrow('Connector print, there')
  })
})
