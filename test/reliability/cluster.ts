import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fetchBrokerJars, freePort } from '../../src/connectors/kafka/local-broker/local-broker-jars.js'
import { clusterId, formatStorage, JavaBroker } from '../../src/connectors/kafka/local-broker/local-broker.js'
import { QUICK_SESSIONS, type Brokers } from './brokers.js'

interface NodePlace {
  readonly id: number
  readonly port: number
  readonly controller: number
}

/**
 * A cluster on this machine: every node is broker and controller, everything is kept on three of them and
 * acknowledged by two at least, the broker's own topics too.
 */
export async function startCluster(nodes: number, onProgress: (line: string) => void): Promise<Brokers> {
  const libs = await fetchBrokerJars(process.env, onProgress)
  const places: NodePlace[] = []
  for (let id = 1; id <= nodes; id++) {
    places.push({ id, port: await freePort(), controller: await freePort() })
  }
  const id = clusterId()
  const brokers: JavaBroker[] = []
  for (const place of places) brokers.push(await prepare(libs, id, place, places))
  const cluster: Brokers = {
    addresses: places.map(({ port }) => `127.0.0.1:${port}`).join(','),
    count: nodes,
    libs,
    kill: async (index) => brokers[index]?.kill(),
    restart: async (index) => brokers[index]?.restart(),
    stop: async () => void (await Promise.all(brokers.map((broker) => broker.stop())))
  }
  try {
    await Promise.all(brokers.map((broker) => broker.start()))
  } catch (error) {
    await cluster.stop()
    throw error
  }
  return cluster
}

async function prepare(
  libs: string,
  cluster: string,
  place: NodePlace,
  all: readonly NodePlace[]
): Promise<JavaBroker> {
  const directory = await mkdtemp(path.join(tmpdir(), 'millrace-broker-'))
  const file = path.join(directory, 'server.properties')
  const lines = Object.entries(properties(directory, place, all)).map(([key, value]) => `${key}=${value}\n`)
  await writeFile(file, lines.join(''))
  await formatStorage(libs, file, cluster)
  return new JavaBroker(libs, directory, file, [`127.0.0.1:${place.port}`], undefined)
}

function properties(
  directory: string,
  { id, port, controller }: NodePlace,
  all: readonly NodePlace[]
): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': String(id),
    'controller.quorum.voters': all.map((node) => `${node.id}@127.0.0.1:${node.controller}`).join(','),
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': path.join(directory, 'data'),
    'default.replication.factor': '3',
    'min.insync.replicas': '2',
    'offsets.topic.replication.factor': '3',
    'transaction.state.log.replication.factor': '3',
    'transaction.state.log.min.isr': '2',
    'group.initial.rebalance.delay.ms': '0',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.num.partitions': '4',
    // Leaders go back to their first replica soon, so that every broker leads something when its turn comes.
    'leader.imbalance.check.interval.seconds': '10',
    'leader.imbalance.per.broker.percentage': '0',
    ...QUICK_SESSIONS
  }
}
