import { expect } from 'vitest'
import { simulate } from './simulation.js'

/** Runs the seeds one after another; a failure names the first that failed and how to replay it. */
export async function expectSeedsToHold(from: number, count: number): Promise<void> {
  for (let seed = from; seed < from + count; seed++) {
    const { failure } = await simulate({ seed })
    if (failure !== null) expect.fail(`seed ${seed} (npm run simulate -- --seed ${seed}): ${failure}`)
  }
}
