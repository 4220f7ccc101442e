import { describe, expect, it } from 'vitest'
import { GroupMember } from '../../../../src/connectors/kafka/lease/group-member.js'
import { Holding } from '../../../../src/connectors/kafka/lease/holding.js'
import type { KafkaClient } from '../../../../src/connectors/kafka/transport/client.js'
import { CODE } from '../../../../src/connectors/kafka/transport/errors.js'
import { FakeClock } from '../../../support/fake-clock.js'
import { recordingLogger } from '../../../support/kafka.js'

/** Answers of a coordinator, one a request; an Error is an answer that never came. */
function memberOf(answers: readonly unknown[]) {
  const clock = new FakeClock()
  const sent: string[] = []
  const send = async (_node: number, { apiName }: { readonly apiName: string }): Promise<unknown> => {
    sent.push(apiName)
    const answer = answers[sent.length - 1]
    if (answer instanceof Error) throw answer
    return answer
  }
  const member = new GroupMember({
    ...{ group: 'app-lease', application: 'app', instanceId: 'a', sessionTimeoutMs: 6000, clock }
  })
  return { member, coordinator: { client: { send } as unknown as KafkaClient, node: 1 }, sent, clock }
}

function joined(memberId: string) {
  return { errorCode: 0, generation: 1, memberId, leaderId: memberId, memberIds: [memberId] }
}

const HOLDER = { errorCode: 0, assignment: Buffer.from('{"version":1,"holder":"a"}') }
const LOST = new Error('JoinGroup timed out')
const FENCED = { errorCode: CODE.FENCED_INSTANCE_ID }

describe('a member whose first join got lost on the way', () => {
  it('joins again when that one is served late and takes its place', async () => {
    const { member, coordinator, sent } = memberOf([
      LOST,
      ...[joined('a-2'), HOLDER, FENCED],
      ...[joined('a-3'), HOLDER, { errorCode: 0 }]
    ])
    await expect(member.join(coordinator)).rejects.toBe(LOST)
    expect(await member.join(coordinator)).toBe('a')
    expect(await member.heartbeat(coordinator)).toBe(false)
    expect(member.isMember).toBe(false)
    expect(await member.join(coordinator)).toBe('a')
    expect(await member.heartbeat(coordinator)).toBe(true)
    expect(sent).toEqual([
      'JoinGroup',
      'JoinGroup',
      'SyncGroup',
      'Heartbeat',
      'JoinGroup',
      'SyncGroup',
      'Heartbeat'
    ])
  })

  it('gives way to another process of its name: at once when nothing was lost, or at the second time', async () => {
    const one = memberOf([joined('a-1'), HOLDER, FENCED])
    await one.member.join(one.coordinator)
    await expect(one.member.heartbeat(one.coordinator)).rejects.toMatchObject({ code: 'LEASE_LOST' })
    const two = memberOf([LOST, joined('a-2'), HOLDER, FENCED, joined('a-4'), HOLDER, FENCED])
    await two.member.join(two.coordinator).catch(() => undefined)
    await two.member.join(two.coordinator)
    expect(await two.member.heartbeat(two.coordinator)).toBe(false)
    await two.member.join(two.coordinator)
    await expect(two.member.heartbeat(two.coordinator)).rejects.toMatchObject({ code: 'LEASE_LOST' })
  })

  it('gives way when the lost one can be on its way no more', async () => {
    const { member, coordinator, clock } = memberOf([LOST, joined('a-2'), HOLDER, FENCED])
    await member.join(coordinator).catch(() => undefined)
    await member.join(coordinator)
    await clock.advance(61_000)
    await expect(member.heartbeat(coordinator)).rejects.toMatchObject({ code: 'LEASE_LOST' })
  })
})

describe('a lease that is held', () => {
  it('is lost with whatever ends it, and whoever holds it hears of it', async () => {
    const holding = new Holding({ group: 'app', instanceId: 'a', standby: false, logger: recordingLogger() })
    holding.judge('a')
    await holding.acquired
    holding.end(new TypeError('a broken answer'))
    expect(await holding.lost).toMatchObject({ code: 'LEASE_LOST', params: { reason: 'a broken answer' } })
    expect(holding.isHeld).toBe(false)
  })
})
