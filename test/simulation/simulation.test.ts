import './synchronous-lz4.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { initCodecs } from '../../src/records/codecs.js'
import { simulate } from './simulation.js'
import { THEMES } from './themes.js'

const TIMEOUT_MS = 900_000

beforeAll(initCodecs)

describe('the simulation', { timeout: TIMEOUT_MS }, () => {
  it('gives the rows of the reference when nothing goes wrong', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      expect(await simulate({ seed, undisturbed: true })).toMatchObject({ seed, failure: null })
    }
  })

  it('goes the same way twice', async () => {
    for (const seed of [3, 14, 15, 92, 65]) {
      expect(await simulate({ seed })).toEqual(await simulate({ seed }))
    }
  })

  it.each(THEMES.map(({ name }, index) => ({ name, seed: index + 1 })))(
    'keeps every promise in seed $seed, "$name"',
    async ({ name, seed }) => {
      expect(await simulate({ seed })).toMatchObject({ theme: name, failure: null })
    }
  )
})
