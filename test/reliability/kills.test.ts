import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ROOT } from '../../bench/support/paths.js'
import { initCodecs } from '../../src/records/codecs.js'
import { describeOwnBroker } from '../support/kafka.js'
import { startOneBroker, type Brokers } from './brokers.js'
import { runKills } from './campaign.js'

/** The short version of `npm run reliability:kills`. */
describeOwnBroker('the service, killed again and again', { timeout: 240_000 }, () => {
  let brokers: Brokers

  beforeAll(async () => {
    await initCodecs()
    brokers = await startOneBroker(() => undefined)
  })
  afterAll(() => brokers.stop())

  it('writes every row once, its broker killed too', async () => {
    const result = await runKills({
      mode: 'event',
      main: path.join(ROOT, 'dist/main.js'),
      brokers,
      ...{
        kills: 6,
        brokerKills: 1,
        rate: 1000,
        seed: 6,
        rounds: 1,
        secondReader: false,
        backend: 'directory'
      },
      say: () => undefined
    })
    expect(result.findings).toEqual([])
    expect(result.kills).toBeGreaterThan(0)
    expect(result.brokerKills).toBe(1)
    expect({ differing: result.uncommittedDiffering, vanished: result.uncommittedVanished }).toEqual({
      differing: 0,
      vanished: 0
    })
  })
})
