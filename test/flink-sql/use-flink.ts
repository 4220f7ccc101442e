/** A Flink that the tests of one `describe` share, and the trial of each. */
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { FlinkVersion } from '../../src/flink-sql/options.js'
import { useBroker } from '../support/kafka.js'
import { fetchFlink, Flink } from '../../bench/flink/cluster.js'
import { Trial, type TrialOptions } from './trial.js'

/** Whether a real Flink is to run: it takes minutes, and `npm run flink:check` alone asks for it. */
export const isAsked = process.env['MILLRACE_FLINK_CHECK'] === '1'

/** The versions that tests run on; `MILLRACE_FLINK_VERSIONS` names fewer. */
export const versions = (process.env['MILLRACE_FLINK_VERSIONS'] ?? '2.0,2.2').split(',') as FlinkVersion[]

export interface SharedFlink {
  flink(): Flink
  /** Ends the one before. */
  trial(options: TrialOptions): Trial
}

export function useFlink(version: FlinkVersion): SharedFlink {
  let flink: Flink
  let trial: Trial | undefined
  beforeAll(async () => {
    await fetchFlink(version)
    flink = new Flink(version)
  }, 600_000)
  afterEach(() => trial?.end())
  afterAll(() => flink.end())
  return {
    flink: () => flink,
    trial: (options) => (trial = new Trial(useBroker(), options))
  }
}
