import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  bootstrapAddresses,
  tlsOptions
} from '../../../../src/connectors/kafka/transport/connection-options.js'
import type { KafkaConnectionOptions } from '../../../../src/connectors/kafka/transport/connection-options.js'
import { KafkaClient } from '../../../../src/connectors/kafka/transport/client.js'
import type { BrokerSecurity } from '../../../../src/connectors/kafka/local-broker/local-broker-security.js'
import type { LocalBroker } from '../../../../src/connectors/kafka/local-broker/broker.js'
import { startLocalBroker } from '../../../../src/connectors/kafka/local-broker/local-broker.js'
import { describeOwnBroker } from '../../../support/kafka.js'

const CREDENTIALS = {
  saslMechanism: 'PLAIN',
  saslUsername: 'millrace',
  saslPassword: 'local-secret'
} as const

describeOwnBroker('a listener that speaks something else than the settings say', { timeout: 120_000 }, () => {
  let broker: LocalBroker
  let security: BrokerSecurity
  beforeAll(async () => {
    broker = await startLocalBroker({ own: true, security: true })
    if (broker.security === undefined) throw new Error('no security')
    security = broker.security
  })
  afterAll(() => broker.stop())

  const plain = (): string => broker.brokers.join(',')

  async function ask(connection: KafkaConnectionOptions): Promise<unknown> {
    const client = new KafkaClient(connection)
    try {
      return await client.metadata([])
    } finally {
      client.close()
    }
  }

  it.each([
    ['PLAINTEXT to TLS', () => ({ bootstrapServers: security.ssl }), 'SSL'],
    ['PLAINTEXT to SASL', () => ({ bootstrapServers: security.saslPlaintext }), 'SASL_PLAINTEXT'],
    [
      'TLS to PLAINTEXT',
      () => ({ bootstrapServers: plain(), securityProtocol: 'SSL' as const, sslCaFile: security.caFile }),
      'PLAINTEXT'
    ],
    [
      'SASL to PLAINTEXT',
      () => ({ ...CREDENTIALS, bootstrapServers: plain(), securityProtocol: 'SASL_PLAINTEXT' as const }),
      'PLAINTEXT'
    ],
    [
      'SASL to TLS with SASL',
      () => ({
        ...CREDENTIALS,
        bootstrapServers: security.saslSsl,
        securityProtocol: 'SASL_PLAINTEXT' as const
      }),
      'SASL_SSL'
    ],
    [
      'SASL with TLS to TLS alone',
      () => ({
        ...CREDENTIALS,
        bootstrapServers: security.ssl,
        securityProtocol: 'SASL_SSL' as const,
        sslCaFile: security.caFile
      }),
      'SSL'
    ]
  ])('%s: an error that names both', async (_, connectionOf, found) => {
    const connection: KafkaConnectionOptions = connectionOf()
    const expected = connection.securityProtocol ?? 'PLAINTEXT'
    await expect(ask(connection)).rejects.toMatchObject({
      code: 'KAFKA_LISTENER',
      params: { found, expected }
    })
  })

  it('asks for a certificate of the client: an error that names the settings', async () => {
    const connection = {
      bootstrapServers: security.mutualSsl,
      securityProtocol: 'SSL',
      sslCaFile: security.caFile
    } as const
    await expect(ask(connection)).rejects.toMatchObject({
      code: 'KAFKA_TLS',
      message: expect.stringMatching(/kafka_ssl_cert_file and kafka_ssl_key_file/)
    })
  })

  it('a certificate and a key that do not belong together are an error of the settings', () => {
    const options = { bootstrapServers: security.mutualSsl, securityProtocol: 'SSL' } as const
    const files = { sslCaFile: security.caFile, sslCertFile: security.caFile, sslKeyFile: security.keyFile }
    expect(() => tlsOptions({ ...options, ...files })).toThrow(
      expect.objectContaining({
        code: 'SETTINGS_INVALID',
        message: expect.stringMatching(/kafka_ssl_key_file/)
      })
    )
  })
})

describe('bootstrap servers as Java clients take them', () => {
  it.each([
    ['PLAINTEXT://kafka:9092', 'kafka', 9092],
    ['SASL_SSL://b-1.x.amazonaws.com:9096', 'b-1.x.amazonaws.com', 9096],
    ['kafka:9092,', 'kafka', 9092],
    ['[::1]:9092', '::1', 9092],
    ['PLAINTEXT://[fe80::b1da:69ca:57f7:63d8%eth0]:9092', 'fe80::b1da:69ca:57f7:63d8%eth0', 9092],
    ['::1:9092', '::1', 9092],
    ['host_name', 'host_name', 9092]
  ])('%s', (text, host, port) => {
    expect(bootstrapAddresses(text)).toEqual([{ host, port }])
  })

  it.each(['kafka:99999', 'kafka:port', 'a b:1', 'http//x:1'])('%s is none', (text) => {
    expect(() => bootstrapAddresses(text)).toThrow(expect.objectContaining({ code: 'SETTINGS_INVALID' }))
  })
})
