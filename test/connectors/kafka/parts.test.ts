import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Chunk } from '../../../src/connectors/connector.js'
import {
  bootstrapAddresses,
  saslCredentials,
  tlsOptions
} from '../../../src/connectors/kafka/transport/connection-options.js'
import { EventQueue } from '../../../src/connectors/kafka/source/event-queue.js'
import { Outage } from '../../../src/connectors/kafka/retry/outage.js'
import { KafkaProtocolError } from '../../../src/connectors/kafka/transport/errors.js'
import { roundsOf } from '../../../src/connectors/kafka/sink/transaction.js'
import { zstdBound } from '../../../src/records/zstd-bound.js'
import { FakeClock } from '../../support/fake-clock.js'
import { recordingLogger } from '../../support/kafka.js'

describe('EventQueue', () => {
  const chunk = (byteLength: number): Chunk => ({
    partition: 0,
    format: 'record-batches',
    fromOffset: 0,
    toOffset: 1,
    records: 1,
    digest: 0,
    buffer: new ArrayBuffer(byteLength),
    byteLength
  })
  const never = new AbortController().signal

  it('hands over in order, counts bytes, and fails after what waits', async () => {
    const queue = new EventQueue()
    queue.push({ kind: 'partitions', partitions: new Map([[0, 0]]) })
    queue.push({ kind: 'chunk', chunk: chunk(7) })
    queue.fail(new Error('first'))
    queue.fail(new Error('second'))
    expect(queue.bytes).toBe(7)
    expect((await queue.next(never))?.kind).toBe('partitions')
    expect((await queue.next(never))?.kind).toBe('chunk')
    expect(queue.bytes).toBe(0)
    await expect(queue.next(never)).rejects.toThrow('first')
  })

  it('wakes a waiting reader and waiting writers', async () => {
    const queue = new EventQueue()
    const waiting = queue.next(never)
    queue.push({ kind: 'chunk', chunk: chunk(1) })
    expect((await waiting)?.kind).toBe('chunk')
    const taken = queue.taken()
    queue.close()
    await taken
    expect(await queue.next(never)).toBeNull()
  })
})

describe('Outage', () => {
  it('says once out and once back for several loops, and nothing of a moment', () => {
    const logger = recordingLogger()
    const clock = new FakeClock()
    const outage = Outage.of(logger, 'broker:9092', clock)
    expect(Outage.of(logger, 'broker:9092', clock)).toBe(outage)
    outage.failed('a', new KafkaProtocolError(6, 'Fetch'))
    outage.succeeded('a')
    expect(logger.lines).toEqual([])
    outage.failed('a', new Error('gone'))
    outage.failed('b', new Error('gone too'))
    outage.succeeded('a')
    outage.failed('b', new Error('gone too'))
    outage.succeeded('b')
    outage.succeeded('b')
    expect(logger.lines).toEqual([
      'warn Kafka at broker:9092 is out of reach, trying on {"reason":"gone","what":"a"}',
      'info Kafka at broker:9092 is back {"after":"0 s"}'
    ])
  })
})

describe('connection options', () => {
  it('reads the bootstrap list', () => {
    expect(bootstrapAddresses(' a:1, [::1]:2 ,c')).toEqual([
      { host: 'a', port: 1 },
      { host: '::1', port: 2 },
      { host: 'c', port: 9092 }
    ])
    for (const wrong of ['', ' , ', 'a:b', 'a:1:2']) {
      expect(() => bootstrapAddresses(wrong)).toThrow(expect.objectContaining({ code: 'SETTINGS_INVALID' }))
    }
  })

  it('reads PEM files, and names the setting of one that is not there', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'millrace-pem-')), 'ca.pem')
    writeFileSync(file, 'PEM')
    const options = { bootstrapServers: 'a:1', securityProtocol: 'SSL' } as const
    expect(() => tlsOptions({ ...options, sslCaFile: file })).toThrow(
      /kafka_ssl_ca_file holds no certificate in PEM/
    )
    expect(tlsOptions({ bootstrapServers: 'a:1', sslCaFile: file })).toBeNull()
    expect(() => tlsOptions({ ...options, sslKeyFile: '/no/such/file' })).toThrow(
      /kafka_ssl_key_file.*ENOENT/
    )
  })

  it('needs a user for SASL', () => {
    const options = { bootstrapServers: 'a:1', securityProtocol: 'SASL_SSL' } as const
    expect(() => saslCredentials(options)).toThrow(/needs kafka_sasl_username/)
    expect(saslCredentials({ ...options, saslUsername: 'u', saslPassword: 'p' })).toEqual({
      mechanism: 'plain',
      username: 'u',
      password: 'p'
    })
    expect(saslCredentials({ bootstrapServers: 'a:1', saslUsername: 'u' })).toBeNull()
  })
})

describe('roundsOf', () => {
  const records = (partition: number, bytes: number) => ({
    topic: 't',
    partition,
    count: 1,
    records: new Uint8Array(bytes)
  })

  it('puts at most one section of a partition into a round, in order, and not too many bytes', () => {
    const large = 6 << 20
    const all = [
      records(0, 1),
      records(0, 2),
      records(1, large),
      records(2, large),
      records(0, 3),
      records(2, 4)
    ]
    const rounds = roundsOf(all).map((round) => round.map((one) => [one.partition, one.records.byteLength]))
    expect(rounds).toEqual([
      [
        [0, 1],
        [1, large]
      ],
      [
        [0, 2],
        [2, large]
      ],
      [
        [0, 3],
        [2, 4]
      ]
    ])
  })
})

describe('zstdBound', () => {
  /** A frame: magic, descriptor, the rest. */
  const frame = (descriptor: number, ...rest: number[]): Buffer =>
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor, ...rest])
  /** A block's header: u24 of last, type, size. */
  const block = (last: boolean, type: number, size: number): number[] => {
    const header = Number(last) | (type << 1) | (size << 3)
    return [header & 0xff, (header >> 8) & 0xff, header >> 16]
  }

  it('adds up raw, repeated and compressed blocks of every header form', () => {
    const raw = [...block(true, 0, 2), 1, 2]
    expect(zstdBound(frame(0, 0, ...block(false, 1, 5000), 7, ...raw))).toBe(5002)
    expect(zstdBound(frame(0, 0, ...block(true, 2, 3), 1, 2, 3))).toBe(128 * 1024)
    expect(zstdBound(frame(0x20, 2, ...raw))).toBe(2)
    expect(zstdBound(frame(0x44, 0, 9, 9, ...raw, 1, 2, 3, 4))).toBe(2)
    expect(zstdBound(frame(0xe3, ...Array<number>(4 + 8).fill(0), ...raw))).toBe(2)
    const skipped = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 1, 0, 0, 0, 99])
    expect(zstdBound(Buffer.concat([skipped, frame(0, 0, ...raw), frame(0, 0, ...raw)]))).toBe(4)
  })

  it('refuses what is cut short, of another format, or reserved', () => {
    const whole = frame(0, 0, ...block(true, 0, 2), 1, 2)
    for (let cut = 1; cut < whole.length; cut++) {
      expect(() => zstdBound(whole.subarray(0, whole.length - cut))).toThrow('the frame is')
    }
    expect(() => zstdBound(Buffer.from('not a frame'))).toThrow('the frame is damaged')
    expect(() => zstdBound(frame(0, 0, ...block(true, 3, 2), 1, 2))).toThrow('the frame is damaged')
  })
})
