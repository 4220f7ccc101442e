import { describe, expect, it } from 'vitest'
import { Outage } from '../../../../src/connectors/kafka/retry/outage.js'
import { NotYetError, retrying } from '../../../../src/connectors/kafka/retry/retrying.js'
import {
  check,
  CODE,
  errorKind,
  KafkaProtocolError,
  worst
} from '../../../../src/connectors/kafka/transport/errors.js'
import { ERRORS } from '../../../../src/connectors/kafka/transport/error-table.js'
import { MillraceError } from '../../../../src/errors.js'
import { FakeClock } from '../../../support/fake-clock.js'
import { recordingLogger } from '../../../support/kafka.js'

describe('an outage that lasts', () => {
  it('is said again every minute, with how long it has lasted, in one line for all loops', async () => {
    const clock = new FakeClock()
    const logger = recordingLogger()
    const outage = Outage.of(logger, 'broker:1', clock)
    const begun = clock.now()
    for (let second = 0; second < 150; second++) {
      for (const loop of ['output', 'lease', 'node 1']) outage.failed(loop, new Error('gone'))
      await clock.advance(1000)
    }
    expect(logger.lines.map((line) => line.split(' {')[0])).toEqual([
      'warn Kafka at broker:1 is out of reach, trying on',
      'warn Kafka at broker:1 has been out of reach for 60 s, trying on',
      'warn Kafka at broker:1 has been out of reach for 120 s, trying on'
    ])
    const told = { what: 'Kafka at broker:1', since: begun, reason: 'gone' }
    expect(outage.told()).toEqual([{ ...told, until: null }])
    for (const loop of ['output', 'lease', 'node 1']) outage.succeeded(loop)
    expect(logger.lines.at(-1)).toBe('info Kafka at broker:1 is back {"after":"150 s"}')
    expect(outage.told()).toEqual([{ ...told, until: begun + 150_000 }])
  })

  it('is measured by a clock that nobody sets', async () => {
    const clock = new FakeClock()
    const logger = recordingLogger()
    const outage = Outage.of(logger, 'broker:1', clock)
    outage.failed('output', new KafkaProtocolError(CODE.NOT_LEADER_OR_FOLLOWER, 'Produce'))
    clock.jumpTo(-3_600_000)
    await clock.advance(3000)
    outage.failed('output', new KafkaProtocolError(CODE.NOT_LEADER_OR_FOLLOWER, 'Produce'))
    expect(logger.lines).toHaveLength(1)
  })
})

describe('retrying', () => {
  const options = (clock: FakeClock, signal = new AbortController().signal) => ({
    ...{ clock, signal, loop: 'test' },
    outage: Outage.of(recordingLogger(), 'broker:1', clock)
  })

  it('ends at what only the user can mend, and tries everything else again', async () => {
    const clock = new FakeClock()
    const failures = [
      new Error('a lost connection'),
      new KafkaProtocolError(CODE.NOT_COORDINATOR, 'EndTxn'),
      new NotYetError('it'),
      new MillraceError('KAFKA_TLS', { broker: 'b', reason: 'r' })
    ]
    let tries = 0
    const done = retrying(options(clock), async () => {
      throw failures[tries++] ?? new Error('too often')
    })
    const ended = expect(done).rejects.toMatchObject({ code: 'KAFKA_TLS' })
    await clock.advance(60_000)
    await ended
    expect(tries).toBe(4)
  })

  it('ends with the signal', async () => {
    const clock = new FakeClock()
    const closing = new AbortController()
    const done = retrying(options(clock, closing.signal), () => Promise.reject(new Error('gone')))
    const ended = expect(done).rejects.toMatchObject({ name: 'AbortError' })
    await clock.advance(1000)
    closing.abort()
    await clock.advance(10_000)
    await ended
  })
})

describe('the table of errors', () => {
  it('says of every final one what to do', () => {
    for (const [code, [name, kind]] of ERRORS) {
      if (typeof kind === 'string') expect(['momentary', 'unclear', 'fenced']).toContain(kind)
      else expect(kind.advice, `${name} (${code})`).not.toBe('')
    }
  })

  it.each([
    [29, 'Produce', { topic: 'rows' }, /allow WRITE on topic rows \(Produce\)/],
    [29, 'TxnOffsetCommit', { topic: 'events', group: 'app' }, /allow READ on topic events/],
    [30, 'AddOffsetsToTxn', { group: 'app', transactionalId: 'id' }, /allow READ on group app/],
    [53, 'InitProducerId', { transactionalId: 'id' }, /allow WRITE on transactional id id/],
    [53, 'FindCoordinator', { transactionalId: 'id' }, /allow DESCRIBE on transactional id id/],
    [31, 'CreateTopics', { topic: 'rows' }, /allow CREATE on the cluster/],
    [87, 'Produce', { topic: 'rows' }, /Produce of topic rows: INVALID_RECORD; .*cleanup\.policy/],
    [17, 'Metadata', { topic: 'a b' }, /Topic a b cannot be created or used/]
  ] as const)('%i of %s names the operation and the resource', (code, api, resources, sentence) => {
    expect(() => check(code, api, resources)).toThrow(MillraceError)
    expect(() => check(code, api, resources)).toThrow(sentence)
  })

  it.each([-1, 3, 5, 6, 7, 14, 15, 16, 19, 20, 45, 48, 51, 56, 74, 89, 9999])('%i is tried again', (code) => {
    expect(() => check(code, 'Produce')).toThrow(KafkaProtocolError)
    expect(typeof errorKind(code)).toBe('string')
  })

  it('looks behind OPERATION_NOT_ATTEMPTED', () => {
    expect(worst([55, 29, 55])).toBe(29)
    expect(worst([0, 55])).toBe(55)
    expect(worst([55, 6])).toBe(6)
    expect(worst([6, 47])).toBe(47)
    expect(worst([0, 0])).toBe(0)
  })
})
