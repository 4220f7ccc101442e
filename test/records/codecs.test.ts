import { spawn } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { compressFrameSync } from 'lz4-napi'
import snappy from 'snappy'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { CODEC, decompress, initCodecs } from '../../src/records/codecs.js'
import { batchesOf, type RecordBatch } from '../../src/records/record-batch.js'
import {
  createTopic,
  describeKafka,
  describeOwnBroker,
  produce,
  uniqueName,
  useBroker
} from '../support/kafka.js'
import { makeSource, Reading } from '../support/kafka-parts.js'
import { RandomValues } from '../support/random-values.js'

beforeAll(initCodecs)

const CODECS = [
  ['gzip', CODEC.GZIP],
  ['snappy', CODEC.SNAPPY],
  ['lz4', CODEC.LZ4],
  ['zstd', CODEC.ZSTD]
] as const

/** A value that compresses, and one that hardly does. */
const text = (bytes: number): string =>
  '{"event":{"type":"page_view"}},'.repeat(Math.ceil(bytes / 31)).slice(0, bytes)
function noise(bytes: number, seed: number): string {
  const random = new RandomValues(seed)
  return Buffer.from(Array.from({ length: bytes }, () => random.below(256))).toString('latin1')
}

const SHAPES: readonly (readonly [string, readonly string[]])[] = [
  ['one byte', ['x']],
  ['3,000 records', Array.from({ length: 3000 }, (_, i) => `${i} ${text(300)}`)],
  ['800 KB that compress', [text(800_000)]],
  ['noise', [noise(90_000, 1), noise(200_000, 2)]]
]

describe('decompress', () => {
  const plain = Buffer.from(text(5000))

  it('leaves what is not compressed', () => {
    expect(decompress(CODEC.NONE, plain)).toBe(plain)
  })

  it('reads raw snappy as well as the framing of snappy-java', () => {
    expect(Buffer.from(decompress(CODEC.SNAPPY, snappy.compressSync(plain))).equals(plain)).toBe(true)
  })

  it.each([5, 6, 7])('refuses codec %i', (codec) => {
    expect(() => decompress(codec, plain)).toThrow(expect.objectContaining({ code: 'KAFKA_UNKNOWN_CODEC' }))
  })

  it('refuses bytes of another codec', () => {
    for (const [, codec] of CODECS) {
      expect(() => decompress(codec, plain)).toThrow(expect.objectContaining({ code: 'KAFKA_DECOMPRESSION' }))
    }
  })

  it.each([
    ['gzip', CODEC.GZIP, gzipSync(plain)],
    ['snappy', CODEC.SNAPPY, snappy.compressSync(plain)],
    ['lz4', CODEC.LZ4, compressFrameSync(plain)]
  ] as const)('%s: refuses what is cut short', (_, codec, packed) => {
    for (const cut of [packed.length >> 1, packed.length - 3]) {
      expect(() => decompress(codec, packed.subarray(0, packed.length - cut))).toThrow(
        expect.objectContaining({ code: 'KAFKA_DECOMPRESSION' })
      )
    }
  })
})

describeKafka('codecs as the broker writes them', () => {
  describe.each(CODECS)('%s', (name, codec) => {
    it.each(SHAPES)('%s', async (_, values) => {
      const topic = await createTopic(useBroker(), { configs: { 'compression.type': name } })
      await produce(useBroker(), topic, values)
      const { reading, batches } = await readRaw(topic, values.length)
      expect(reading.values.length).toBe(values.length)
      expect(reading.values.every((value, i) => value === values[i])).toBe(true)
      expect(new Set(batches.map((batch) => batch.codec))).toEqual(new Set([codec]))
    })

    it('damaged bytes end in an error or in other bytes, never in a loop or a crash', async () => {
      const topic = await createTopic(useBroker(), { configs: { 'compression.type': name } })
      await produce(useBroker(), topic, [text(3000), noise(3000, 3)])
      const { batches } = await readRaw(topic, 2)
      const packed = Buffer.from(batches[0]?.records ?? [])
      const random = new RandomValues(codec)
      for (let i = 0; i < 300; i++) {
        const damaged = Buffer.from(packed)
        damaged[random.below(damaged.length)] = random.below(256)
        const cut = random.below(3) === 0 ? damaged.subarray(0, random.below(damaged.length)) : damaged
        try {
          expect(decompress(codec, cut).byteLength).toBeLessThan(1 << 26)
        } catch (error) {
          expect(error).toMatchObject({ code: 'KAFKA_DECOMPRESSION' })
        }
      }
    })
  })
})

describeOwnBroker('codecs as the Java client writes them', () => {
  it.each(CODECS)('%s', async (name, codec) => {
    const topic = uniqueName('java')
    await createTopic(useBroker(), { name: topic })
    const values = Array.from({ length: 500 }, (_, i) => `${i} ${text(400)}`)
    await javaProduce(topic, name, values)
    const { reading, batches } = await readRaw(topic, values.length)
    expect(reading.values).toEqual(values)
    expect(new Set(batches.map((batch) => batch.codec))).toEqual(new Set([codec]))
  })
})

/** Reads the topic through the source; also the batches as they came. */
async function readRaw(topic: string, count: number): Promise<{ reading: Reading; batches: RecordBatch[] }> {
  const source = makeSource(useBroker(), topic)
  await source.open(new Map())
  const reading = new Reading(source)
  const batches: RecordBatch[] = []
  reading.onChunk = (chunk) =>
    batches.push(...batchesOf(new Uint8Array(chunk.buffer.slice(0, chunk.byteLength))))
  await reading.untilValues(count)
  await source.close()
  return { reading, batches }
}

/** Kafka's own console producer. */
function javaProduce(topic: string, compression: string, values: readonly string[]): Promise<void> {
  const tool = 'org.apache.kafka.tools.ConsoleProducer'
  const options = ['--bootstrap-server', useBroker(), '--topic', topic, '--compression-codec', compression]
  return new Promise((resolve, reject) => {
    const child = spawn(
      'java',
      ['-XX:TieredStopAtLevel=1', '-cp', `${inject('kafkaLibs')}/*`, tool, ...options],
      { stdio: ['pipe', 'ignore', 'pipe'] }
    )
    let errors = ''
    child.stderr.on('data', (data: Buffer) => (errors += data.toString()))
    child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(errors))))
    child.stdin.end(values.join('\n') + '\n')
  })
}
