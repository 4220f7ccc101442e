import './synchronous-lz4.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { initCodecs } from '../../src/records/codecs.js'
import { MUTATIONS } from './mutations.js'
import { simulate } from './simulation.js'
import { themeOf } from './themes.js'

const MOST_SEEDS = 10_000
const TIMEOUT_MS = 600_000

beforeAll(initCodecs)

/** The first seed that finds the bug; null when none does. */
async function findBug(name: string): Promise<number | null> {
  const mutation = MUTATIONS[name]
  if (mutation === undefined) throw new Error(`no mutation ${name}`)
  for (let seed = 1; seed <= MOST_SEEDS; seed++) {
    if (mutation.theme !== undefined && themeOf(seed).name !== mutation.theme) continue
    const { failure } = await simulate({ seed, mutation })
    if (failure !== null) return seed
  }
  return null
}

describe('a planted bug is found', { timeout: TIMEOUT_MS }, () => {
  it.each(Object.keys(MUTATIONS))('%s', async (name) => {
    const seed = await findBug(name)
    expect(seed).not.toBeNull()
    // With the same seed and without the bug all is well.
    expect(await simulate({ seed: seed ?? 0 })).toMatchObject({ failure: null })
  })
})
