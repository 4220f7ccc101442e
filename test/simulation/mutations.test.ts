import './synchronous-lz4.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { initCodecs } from '../../src/records/codecs.js'
import { MUTATIONS } from './mutations.js'
import { simulate } from './simulation.js'

const MOST_SEEDS = 10_000
const TIMEOUT_MS = 600_000

beforeAll(initCodecs)

/** The first seed that finds the bug; null when none does. */
async function findBug(name: string): Promise<number | null> {
  const mutation = MUTATIONS[name]
  if (mutation === undefined) throw new Error(`no mutation ${name}`)
  for (let seed = 1; seed <= MOST_SEEDS; seed++) {
    const { failure } = await simulate({ seed, mutation })
    if (failure !== null) return seed
  }
  return null
}

/** Takes more seeds than a test run has time for: `npm run simulate -- --mutation` with its name looks for it. */
const RARE = 'snapshots that the journal does not name are removed at the start'

describe('a planted bug is found', { timeout: TIMEOUT_MS }, () => {
  it.each(Object.keys(MUTATIONS).filter((name) => name !== RARE))('%s', async (name) => {
    const seed = await findBug(name)
    expect(seed).not.toBeNull()
    // With the same seed and without the bug all is well.
    expect(await simulate({ seed: seed ?? 0 })).toMatchObject({ failure: null })
  })
})
