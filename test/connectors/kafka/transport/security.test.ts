import { afterAll, beforeAll, expect, it } from 'vitest'
import { KafkaClient } from '../../../../src/connectors/kafka/transport/client.js'
import type { KafkaConnectionOptions } from '../../../../src/connectors/kafka/transport/connection-options.js'
import type { LocalBroker } from '../../../../src/connectors/kafka/local-broker/broker.js'
import { startLocalBroker } from '../../../../src/connectors/kafka/local-broker/local-broker.js'
import type { BrokerSecurity } from '../../../../src/connectors/kafka/local-broker/local-broker-security.js'
import { MillraceError } from '../../../../src/errors.js'
import { createTopic, describeOwnBroker, produce, readCommitted, uniqueName } from '../../../support/kafka.js'
import {
  acceptAll,
  commitOf,
  makeSink,
  makeSource,
  Reading,
  segment,
  OWNER
} from '../../../support/kafka-parts.js'

let broker: LocalBroker
let security: BrokerSecurity
let plain: string

type Listener = (security: BrokerSecurity) => KafkaConnectionOptions

const sasl =
  (mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512', tls: boolean): Listener =>
  ({ saslPlaintext, saslSsl, username, password, caFile }) => ({
    bootstrapServers: tls ? saslSsl : saslPlaintext,
    securityProtocol: tls ? 'SASL_SSL' : 'SASL_PLAINTEXT',
    saslMechanism: mechanism,
    saslUsername: username,
    saslPassword: password,
    sslCaFile: tls ? caFile : undefined
  })

const LISTENERS: readonly (readonly [string, Listener])[] = [
  ['SSL', ({ ssl, caFile }) => ({ bootstrapServers: ssl, securityProtocol: 'SSL', sslCaFile: caFile })],
  [
    'SSL with a client certificate',
    ({ mutualSsl, caFile, certFile, keyFile }) => ({
      bootstrapServers: mutualSsl,
      securityProtocol: 'SSL',
      sslCaFile: caFile,
      sslCertFile: certFile,
      sslKeyFile: keyFile
    })
  ],
  ['SASL_PLAINTEXT PLAIN', sasl('PLAIN', false)],
  ['SASL_PLAINTEXT SCRAM-SHA-256', sasl('SCRAM-SHA-256', false)],
  ['SASL_SSL PLAIN', sasl('PLAIN', true)],
  ['SASL_SSL SCRAM-SHA-512', sasl('SCRAM-SHA-512', true)]
]

describeOwnBroker('secure connections', () => {
  beforeAll(async () => {
    broker = await startLocalBroker({ own: true, security: true })
    if (broker.security === undefined) throw new Error('the broker has no secure listeners')
    security = broker.security
    plain = broker.brokers.join(',')
  })
  afterAll(() => broker.stop())

  it.each(LISTENERS)('%s: reads and writes', async (_, connectionOf) => {
    const connection = connectionOf(security)
    const topic = await createTopic(plain)
    await produce(plain, topic, ['in'])
    const source = makeSource('', topic, { connection })
    await source.open(new Map())
    const reading = await new Reading(source).untilValues(1)
    expect(reading.values).toEqual(['in'])
    await source.close()
    const out = uniqueName('out')
    const sink = makeSink('', uniqueName('group'), topic, { connection })
    await sink.open([{ name: 'rows', topic: out, columns: [] }], OWNER, acceptAll)
    await sink.commit(commitOf(1, [[0, 1]], [segment('rows', ['out'])]))
    await sink.close()
    expect((await readCommitted(plain, out)).map(({ value }) => value)).toEqual(['out'])
  })

  it.each(['PLAIN', 'SCRAM-SHA-256'] as const)('%s: says that the sign-in was refused', async (mechanism) => {
    const connection = { ...sasl(mechanism, false)(security), saslPassword: 'wrong' }
    const source = makeSource('', 'any', { connection })
    await expect(source.open(new Map())).rejects.toMatchObject({ code: 'KAFKA_SIGN_IN' })
    await source.close()
  })

  it('tries a refused sign-in again once one has worked: the broker may be one that still starts', async () => {
    const history = { hasWorked: false }
    const ask = async (saslPassword: string): Promise<unknown> => {
      const client = new KafkaClient({ ...sasl('PLAIN', false)(security), saslPassword, history })
      try {
        return await client.metadata([])
      } finally {
        client.close()
      }
    }
    await expect(ask('wrong')).rejects.toBeInstanceOf(MillraceError)
    await ask(security.password)
    await expect(ask('wrong')).rejects.not.toBeInstanceOf(MillraceError)
  })

  it('says that the certificate is not trusted', async () => {
    const connection = { bootstrapServers: security.ssl, securityProtocol: 'SSL' } as const
    const sink = makeSink('', uniqueName('group'), null, { connection })
    await expect(sink.open([], OWNER, acceptAll)).rejects.toMatchObject({ code: 'KAFKA_TLS' })
    await sink.close()
  })
})
