import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { LocalBroker } from '../../src/connectors/kafka/local-broker/broker.js'
import { startLocalBroker } from '../../src/connectors/kafka/local-broker/local-broker.js'
import { describeKafka } from '../support/kafka.js'
import { loadEvents } from '../support/oracle.js'
import { ServiceProcess } from '../support/service-process.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

/** Thirty times as long as a mini-batch waits here. */
const MERGED_MS = 3000
const temporaryDirectory = useTemporaryDirectories()

describeKafka('a service whose broker is gone', { timeout: 120_000 }, () => {
  let broker: LocalBroker
  beforeAll(async () => {
    broker = await startLocalBroker({ own: true })
  })
  afterAll(() => broker.stop())

  it('is stopped at once, with an exit code of its own, when something is left to commit', async () => {
    const service = new ServiceProcess(broker.brokers.join(), {
      PROCESSING_STATE_DIR: temporaryDirectory(),
      TABLE_MINIBATCH_LATENCY_SECONDS: '0.1',
      PROCESSING_COMMIT_INTERVAL_MS: '60000'
    })
    await service.createEventsTopic(1)
    service.start()
    await service.untilOutput('has the work"', 30_000)
    const events = loadEvents('clean').map(({ value }) => ({ partition: 0, value }))
    await service.produce(events.slice(0, 3))
    await service.untilCommitted(3)
    await service.produce(events.slice(3, 6))
    // Merged in a moment, committed a minute after the first ones.
    await sleep(MERGED_MS)
    await broker.kill()
    await service.untilOutput('is out of reach', 30_000)
    const begun = performance.now()
    expect(await service.stop()).toBe(3)
    expect(performance.now() - begun).toBeLessThan(3000)
    expect(service.output).toContain('ending without the last commit; the next start makes up for it')
  })
})
