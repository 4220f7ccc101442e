import './synchronous-lz4.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { initCodecs } from '../../src/connectors/kafka/codecs.js'
import { simulate } from './simulation.js'

beforeAll(initCodecs)

describe('the simulation', () => {
  it('gives the rows of the reference when nothing goes wrong', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      expect(await simulate({ seed, undisturbed: true })).toMatchObject({ seed, failure: null })
    }
  })

  it('goes the same way twice', async () => {
    for (const seed of [3, 14, 15]) expect(await simulate({ seed })).toEqual(await simulate({ seed }))
  })
})
