import type { LocalBroker, LocalBrokerOptions } from './broker.js'
import { freePort, KAFKA_VERSION, run } from './local-broker-jars.js'

/**
 * Runs `apache/kafka` with Docker: one KRaft node whose client listener is published on a free port of
 * 127.0.0.1. The container removes itself when it stops.
 *
 * @throws Error when Docker is missing, its daemon does not answer, or the image cannot be had
 */
export async function runDockerBroker(
  options: LocalBrokerOptions,
  waitReady: (brokers: readonly string[]) => Promise<void>
): Promise<LocalBroker> {
  const port = await freePort()
  const brokers = [`127.0.0.1:${port}`]
  options.onProgress?.(`starting apache/kafka:${KAFKA_VERSION} with Docker (the image is pulled once)`)
  const { stdout } = await run('docker', dockerArguments(port, options.properties))
  const container = stdout.trim()
  const remove = async (): Promise<void> => void (await run('docker', ['rm', '-f', container]))
  try {
    await waitReady(brokers)
  } catch (error) {
    await remove()
    throw error
  }
  const refuse = (): never => {
    throw new Error('a broker in Docker cannot be killed or restarted by the tests; install Java and Maven')
  }
  return {
    kind: 'docker',
    brokers,
    pid: undefined,
    stop: remove,
    kill: async () => refuse(),
    restart: async () => refuse(),
    signal: refuse
  }
}

/**
 * The image takes `server.properties` as environment: `a.b` becomes `KAFKA_A_B`.
 *
 * @testing where there is no Docker
 */
export function dockerArguments(port: number, properties: Readonly<Record<string, string>> = {}): string[] {
  const all: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': '1@localhost:9093',
    listeners: `PLAINTEXT://:${port},CONTROLLER://:9093`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'offsets.topic.replication.factor': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.num.partitions': '4',
    ...properties
  }
  const env = Object.entries(all).flatMap(([key, value]) => [
    '-e',
    `KAFKA_${key.toUpperCase().replaceAll('.', '_')}=${value}`
  ])
  return ['run', '-d', '--rm', '-p', `127.0.0.1:${port}:${port}`, ...env, `apache/kafka:${KAFKA_VERSION}`]
}
