import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, it, vi } from 'vitest'
import { GroupMember } from '../../../../src/connectors/kafka/lease/group-member.js'
import { KafkaLease, type KafkaLeaseOptions } from '../../../../src/connectors/kafka/lease/lease.js'
import { startLocalBroker } from '../../../../src/connectors/kafka/local-broker/local-broker.js'
import {
  describeKafka,
  describeOwnBroker,
  recordingLogger,
  uniqueName,
  useBroker
} from '../../../support/kafka.js'

const TIMEOUT_MS = 6000
const leases: KafkaLease[] = []
afterEach(async () => {
  vi.restoreAllMocks()
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

  it('goes to a successor of the same name at once, and the one before is told why', async () => {
    const group = uniqueName('group')
    const before = makeLease(group, 'a')
    await has(before, 10_000)
    const standby = makeLease(group, 'b')
    await expect.poll(() => standby.logger.lines).toHaveLength(1)
    const successor = makeLease(group, 'a')
    await has(successor, 3000)
    await expect.poll(() => before.state.error, { timeout: 3000 }).toMatchObject({ code: 'LEASE_LOST' })
    expect(before.state.error?.message).toContain('another process with the same processing_instance_id')
    expect(await before.lease.isHeld()).toBe(false)
    expect(await successor.lease.isHeld()).toBe(true)
    await before.lease.release()
    await sleep(1500)
    expect(await successor.lease.isHeld()).toBe(true)
    expect(standby.state.has).toBe(false)
  })

  it('refuses a standby whose name another standby takes', async () => {
    const group = uniqueName('group')
    await has(makeLease(group, 'a'), 10_000)
    const standby = makeLease(group, 'b')
    await expect.poll(() => standby.logger.lines).toHaveLength(1)
    makeLease(group, 'b')
    await expect(standby.acquired).rejects.toMatchObject({ code: 'LEASE_LOST' })
  })

  it('is lost by one that was silent for the time-out', async () => {
    const group = uniqueName('group')
    const silent = makeLease(group, 'a')
    await has(silent, 10_000)
    const standby = makeLease(group, 'b')
    await expect.poll(() => standby.logger.lines).toHaveLength(1)
    const goOn = silence('a')
    await has(standby, TIMEOUT_MS + 3000)
    expect(silent.state.error).toBeNull()
    const asked = silent.lease.isHeld()
    goOn()
    expect(await asked).toBe(false)
    expect(silent.state.error?.message).toContain('instance b has it now')
    expect(await standby.lease.isHeld()).toBe(true)
  })

  it('is kept by one that was silent for the time-out when nobody else came', async () => {
    const lease = makeLease(uniqueName('group'), 'a')
    await has(lease, 10_000)
    const goOn = silence('a')
    await sleep(TIMEOUT_MS + 2000)
    const asked = lease.lease.isHeld()
    goOn()
    expect(await asked).toBe(true)
    expect(lease.state.error).toBeNull()
  })

  it('comes to a new instance although a dead standby does not answer', async () => {
    const group = uniqueName('group')
    const first = makeLease(group, 'a')
    await has(first, 10_000)
    const dead = makeLease(group, 'b')
    await expect.poll(() => dead.logger.lines).toHaveLength(1)
    const goOn = silence('b')
    const third = makeLease(group, 'c')
    await expect.poll(() => third.logger.lines, { timeout: TIMEOUT_MS + 3000 }).toHaveLength(1)
    expect(await first.lease.isHeld()).toBe(true)
    await first.lease.release()
    await has(third, TIMEOUT_MS + 3000)
    goOn()
  })

  it('is not taken by one that reads something else, whatever its name; nor kept from one that reads more', async () => {
    const group = uniqueName('group')
    const events = { name: 'events', connector: 'kafka', address: 'events' }
    const a = makeLease(group, 'a', { sources: [events] })
    await has(a, 10_000)
    for (const name of ['a', 'b']) {
      const file = { ...events, connector: 'file', address: '/tmp/events.ndjson' }
      const other = makeLease(group, name, { sources: [file] })
      await expect(other.acquired).rejects.toMatchObject({
        code: 'LEASE_OF_ANOTHER',
        message: expect.stringMatching('events from file /tmp/events.ndjson')
      })
    }
    expect(await a.lease.isHeld()).toBe(true)
    expect(a.state.error).toBeNull()
    const more = makeLease(group, 'a', {
      sources: [{ ...events, name: 'orders', address: 'orders' }, events]
    })
    await has(more, 10_000)
  })

  it('can be given up while it is waited for', async () => {
    const group = uniqueName('group')
    await has(makeLease(group, 'a'), 10_000)
    const standby = makeLease(group, 'b')
    await expect.poll(() => standby.logger.lines).toHaveLength(1)
    expect(await standby.lease.isHeld()).toBe(false)
    standby.abort.abort(new Error('no more'))
    await expect(standby.acquired).rejects.toThrow('no more')
    await standby.lease.release()
    await expect(standby.lease.acquire(AbortSignal.abort(new Error('never')))).rejects.toThrow('never')
  })

  it('names a time-out that the broker refuses', async () => {
    const { acquired } = makeLease(uniqueName('group'), 'a', { timeoutMs: 5000 })
    await expect(acquired).rejects.toMatchObject({ code: 'KAFKA_LEASE_TIMEOUT' })
  })

  it('says once that the broker is out of reach, and is released all the same', async () => {
    const { lease, logger } = makeLease(uniqueName('group'), 'a', {
      connection: { bootstrapServers: '127.0.0.1:1' }
    })
    await sleep(500)
    const asked = lease.isHeld()
    await lease.release()
    expect(await asked).toBe(false)
    expect(logger.lines).toEqual([expect.stringMatching(/^warn Kafka at 127\.0\.0\.1:1 is out of reach/)])
  })
})

/** Holds back every request of the group membership of this instance, until the answer is called. */
function silence(instanceId: string): () => void {
  let goOn: () => void = () => undefined
  const until = new Promise<void>((resolve) => (goOn = resolve))
  const original = GroupMember.prototype.heartbeat
  vi.spyOn(GroupMember.prototype, 'heartbeat').mockImplementation(async function (
    this: GroupMember,
    coordinator
  ) {
    if (this.instanceId === instanceId) await until
    return original.call(this, coordinator)
  })
  return goOn
}

describeOwnBroker('a lease whose broker is restarted', { timeout: 120_000 }, () => {
  it('stays where it was', async () => {
    const broker = await startLocalBroker({ own: true })
    try {
      const connection = { bootstrapServers: broker.brokers.join(',') }
      const group = uniqueName('group')
      const a = makeLease(group, 'a', { connection })
      await has(a, 10_000)
      const b = makeLease(group, 'b', { connection })
      await expect.poll(() => b.logger.lines, { timeout: 5000 }).toHaveLength(1)
      for (const stop of ['restart', 'kill'] as const) {
        if (stop === 'kill') {
          await broker.kill()
          await sleep(TIMEOUT_MS + 1000)
        }
        await broker.restart()
        expect(await a.lease.isHeld(), a.state.error?.message).toBe(true)
      }
      expect(b.state.has).toBe(false)
      await a.lease.release()
      await has(b, TIMEOUT_MS + 3000)
    } finally {
      for (const lease of leases.splice(0)) await lease.release()
      await broker.stop()
    }
  })
})
