import { describe, expect, it } from 'vitest'
import { RandomValues, seed } from '../../support/random-values.js'
import { Random, randomEpochs } from '../window/random-epochs.js'
import { everyAggregatePlan, randomDocument } from './pipelines.js'
import { Shards } from './shards.js'

const plan = everyAggregatePlan()

describe(`seed ${seed}: state that is stopped and restored after every epoch`, () => {
  it.each([
    ['with one shard', [1]],
    ['with another number of shards each time', [1, 2, 3, 5]]
  ])('goes on as if nothing had been, %s', (_name, counts) => {
    for (let round = 0; round < 2; round++) {
      const random = new Random(seed + round)
      const values = new RandomValues(seed + round)
      const whole = new Shards(plan, 2)
      let stopped = new Shards(plan, random.pick(counts))
      for (const { events, watermark } of randomEpochs(random)) {
        const documents = events.map(({ at }) => randomDocument(random, values, at))
        const expected = whole.run(documents, watermark, random)
        expect(stopped.run(documents, watermark, random)).toEqual(expected)
        const pieces = stopped.snapshot(random.pick([0, 1, 1000, 20_000]))
        expect(stopped.state(), 'after the snapshot').toEqual({ ...expected, rows: undefined })
        stopped = new Shards(plan, random.pick(counts))
        stopped.restore(random.shuffle(pieces), watermark)
        expect(stopped.state(), 'restored').toEqual({ ...expected, rows: undefined })
      }
      expect(stopped.state().open).toBe(0)
    }
  })
})
