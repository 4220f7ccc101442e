import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it } from 'vitest'
import { KafkaLease, type KafkaLeaseOptions } from '../../../src/connectors/kafka/lease.js'
import { describeKafka, recordingLogger, uniqueName, useBroker } from '../../support/kafka.js'

const TIMEOUT_MS = 6000
const leases: KafkaLease[] = []
afterEach(async () => {
  for (const lease of leases.splice(0)) await lease.release()
})

/** A lease that is released after the test, with what it logs and whether it was had and lost. */
function makeLease(group: string, instanceId: string, options: Partial<KafkaLeaseOptions> = {}) {
  const logger = recordingLogger()
  const connection = { bootstrapServers: useBroker() }
  const lease = new KafkaLease({ connection, group, instanceId, logger, timeoutMs: TIMEOUT_MS, ...options })
  leases.push(lease)
  const abort = new AbortController()
  const state = { has: false, error: null as Error | null }
  const acquired = lease.acquire(abort.signal).then(() => (state.has = true))
  acquired.catch(() => {})
  void lease.lost.then((error) => (state.error = error))
  return { lease, logger, state, acquired, abort }
}

async function has(one: ReturnType<typeof makeLease>, withinMs: number): Promise<number> {
  const start = Date.now()
  while (!one.state.has) {
    if (Date.now() - start > withinMs)
      throw new Error(`not within ${withinMs} ms: ${one.logger.lines.join('\n')}`)
    await sleep(10)
  }
  return Date.now() - start
}

describeKafka('KafkaLease', () => {
  it('is had by the first, waited for by the others, and handed on when it is released', async () => {
    const group = uniqueName('group')
    const a = makeLease(group, 'a')
    await has(a, 10_000)
    const b = makeLease(group, 'b')
    const c = makeLease(group, 'c', { standby: true })
    await expect.poll(() => b.logger.lines).toHaveLength(1)
    await expect.poll(() => c.logger.lines).toHaveLength(1)
    const waiting = 'another instance has the work: waiting to take over {"holder":"a","instance":'
    expect(b.logger.lines).toEqual([`warn ${waiting}"b"}`])
    expect(c.logger.lines).toEqual([`info ${waiting}"c"}`])
    expect(await a.lease.isHeld()).toBe(true)
    expect([b.state.has, c.state.has]).toEqual([false, false])
    await a.lease.release()
    expect(await a.lease.isHeld()).toBe(false)
    await Promise.race([has(b, 3000), has(c, 3000)])
    await sleep(1500)
    expect([b.state.has, c.state.has].filter(Boolean)).toHaveLength(1)
    expect([a.state.error, b.state.error, c.state.error]).toEqual([null, null, null])
  })
})
