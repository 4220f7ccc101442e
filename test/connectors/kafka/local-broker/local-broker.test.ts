import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { dockerArguments } from '../../../../src/connectors/kafka/local-broker/local-broker-docker.js'
import { run } from '../../../../src/connectors/kafka/local-broker/local-broker-jars.js'
import { startLocalBroker } from '../../../../src/connectors/kafka/local-broker/local-broker.js'
import { describeKafka, describeOwnBroker, useBroker } from '../../../support/kafka.js'

afterEach(() => vi.unstubAllEnvs())

describeKafka('startLocalBroker with KAFKA_BOOTSTRAP_SERVERS', () => {
  it('takes the broker that is there, and leaves it there', async () => {
    const broker = await startLocalBroker({ env: { KAFKA_BOOTSTRAP_SERVERS: ` ${useBroker()} ` } })
    expect(broker).toMatchObject({ kind: 'environment', brokers: useBroker().split(','), pid: undefined })
    await broker.stop()
    await expect(broker.kill()).rejects.toThrow('not ours')
    await expect(broker.restart()).rejects.toThrow('not ours')
    expect(() => broker.signal('SIGSTOP')).toThrow('not ours')
    const again = await startLocalBroker({ env: { KAFKA_BOOTSTRAP_SERVERS: useBroker() } })
    expect(again.brokers).toEqual(broker.brokers)
  })
})

describe('startLocalBroker where nothing is installed', () => {
  it('says for each way why it cannot be gone', async () => {
    vi.stubEnv('PATH', await mkdtemp(join(tmpdir(), 'millrace-no-path-')))
    await expect(startLocalBroker({ own: true })).rejects.toMatchObject({
      code: 'KAFKA_NO_LOCAL_BROKER',
      params: { reason: 'Java: java is not installed; Docker: docker is not installed' }
    })
  })
})

describeOwnBroker('startLocalBroker with Java', () => {
  it('names what the broker said when it does not come up', async () => {
    const properties = { 'log.segment.bytes': 'many' }
    await expect(startLocalBroker({ own: true, properties })).rejects.toThrow(/many/)
  })
})

describe('the Docker way', () => {
  it('publishes the listener on one port of this machine and passes properties as environment', () => {
    const args = dockerArguments(1234, { 'num.partitions': '3' })
    expect(args.slice(0, 5)).toEqual(['run', '-d', '--rm', '-p', '127.0.0.1:1234:1234'])
    expect(args).toContain('KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:1234')
    expect(args).toContain('KAFKA_NUM_PARTITIONS=3')
    expect(args.at(-1)).toMatch(/^apache\/kafka:\d/)
  })
})

describe('run', () => {
  it('fails with what the command said', async () => {
    await expect(run(process.execPath, ['-e', 'console.error("so it is"); process.exit(3)'])).rejects.toThrow(
      /ended with 3: so it is/
    )
  })
})
