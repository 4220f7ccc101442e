import { describe, expect, it } from 'vitest'
import { KernelFailure } from '../../support/kernels.js'
import { RandomValues, seed } from '../../support/random-values.js'
import { Random } from '../window/random-epochs.js'
import { TestKernel } from '../window/test-kernel.js'
import { everyAggregatePlan, randomDocument } from './pipelines.js'

const CORRUPT_PARTIAL = 4
const TRIALS = 150
const plan = everyAggregatePlan()
const random = new Random(seed)
const values = new RandomValues(seed)

function snapshotOfAll(): Buffer {
  const kernel = new TestKernel(plan)
  const documents = Array.from({ length: 120 }, () => randomDocument(random, values, random.below(6000)))
  kernel.merge(kernel.scan(documents)[0]!)
  kernel.closeEpoch(-1)
  return Buffer.concat(kernel.snapshot())
}

/** Restores and fires everything; undefined when all went well. */
function outcomeOf(bytes: Buffer): unknown {
  const kernel = new TestKernel(plan)
  try {
    kernel.restore(Buffer.from(bytes))
    kernel.checksum()
    kernel.snapshot()
    kernel.close(Infinity)
    return undefined
  } catch (error) {
    return error
  }
}

function expectRefused(bytes: Buffer, what: string): void {
  const outcome = outcomeOf(bytes)
  expect(outcome, what).toBeInstanceOf(KernelFailure)
  expect(outcome, what).toMatchObject({ code: CORRUPT_PARTIAL })
}

/** Words that lengths and counts are tried with. */
const WORDS = [0, 1, 0x7f, 0x80, 0xff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff]

describe(`seed ${seed}: a broken snapshot`, () => {
  const whole = snapshotOfAll()

  it('is one when a byte is missing or too many', () => {
    expect(outcomeOf(whole)).toBeUndefined()
    for (const length of [1, 15, 16, 51, whole.length >> 1, whole.length - 1]) {
      expectRefused(whole.subarray(0, length), `cut at ${length}`)
    }
    expectRefused(Buffer.concat([whole, Buffer.alloc(1)]), 'one byte more')
  })

  it('is refused, or is another state, wherever a bit is flipped: never a trap', () => {
    let refused = 0
    for (let trial = 0; trial < TRIALS; trial++) {
      const bytes = Buffer.from(whole)
      const at = random.below(bytes.length)
      bytes[at]! ^= 1 << random.below(8)
      const outcome = outcomeOf(bytes)
      if (outcome === undefined) continue
      refused++
      expect(outcome, `bit flipped at ${at}`).toMatchObject({ code: CORRUPT_PARTIAL })
    }
    expect(refused).toBeGreaterThan(0)
  })

  it('is refused, or is another state, wherever a word is overwritten: never a trap', () => {
    for (let trial = 0; trial < TRIALS; trial++) {
      const bytes = Buffer.from(whole)
      const at = random.below(bytes.length - 4)
      const word = random.pick(WORDS)
      bytes.writeUInt32LE(word, at)
      const outcome = outcomeOf(bytes)
      if (outcome === undefined) continue
      expect(outcome, `${word} at ${at}`).toMatchObject({ code: CORRUPT_PARTIAL })
    }
  })

  it('of noise is refused', () => {
    for (let trial = 0; trial < TRIALS; trial++) {
      const noise = Buffer.from(Array.from({ length: 16 + random.below(200) }, () => random.below(256)))
      noise.writeUInt32LE(random.below(130), 0)
      noise.writeUInt32LE(random.below(8), 4)
      noise.writeUInt32LE(1 + random.below(3), 8)
      noise.writeUInt32LE(noise.length - 16, 12)
      expectRefused(noise, noise.toString('hex'))
    }
  })
})
