import { readFileSync } from 'node:fs'
import { AclOperationTypes, AclPermissionTypes, AclResourceTypes, ResourcePatternTypes } from 'kafkajs'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { LocalBroker } from '../../../src/connectors/kafka/local-broker/broker.js'
import { runCli } from '../../../src/cli/cli.js'
import { startLocalBroker } from '../../../src/connectors/kafka/local-broker/local-broker.js'
import { KafkaLease } from '../../../src/connectors/kafka/lease/lease.js'
import { KafkaSnapshotStore } from '../../../src/connectors/kafka/snapshots/snapshot-topic.js'
import type { KafkaConnectionOptions } from '../../../src/connectors/kafka/transport/connection-options.js'
import {
  createTopic,
  describeOwnBroker,
  produce,
  recordingLogger,
  uniqueName,
  withAdmin
} from '../../support/kafka.js'
import { useTemporaryDirectories } from '../../support/temporary-directory.js'
import { FakeIo, NO_PORTS } from '../../cli/fake-io.js'
import {
  acceptAll,
  commitOf,
  makeSink,
  makeSource,
  OWNER,
  Reading,
  segment
} from '../../support/kafka-parts.js'

/** The commands of docs/reliability.md, which name everything that is needed. */
const COMMANDS = readFileSync(new URL('../../../docs/reliability.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.includes('--operation'))

interface Permission {
  readonly operation: keyof typeof AclOperationTypes
  readonly type: keyof typeof AclResourceTypes
  readonly name: string
}

/** The permissions of the documentation for one application. */
function documented(names: Readonly<Record<string, string>>): Permission[] {
  return COMMANDS.flatMap((line) => {
    const operations = [...line.matchAll(/--operation (\w+)/g)].map(([, operation]) => operation ?? '')
    const [, flag = '', name = ''] = /--(topic|group|transactional-id) (\S+)/.exec(line) ?? []
    const type = flag.replace('-', '_').toUpperCase() as keyof typeof AclResourceTypes
    const resource = name.replace(/[A-Z_]+/g, (part) => names[part] ?? part)
    return operations.map((operation) => ({
      operation: operation
        .replace(/([a-z])([A-Z])/g, '$1_$2')
        .toUpperCase() as keyof typeof AclOperationTypes,
      type,
      name: resource
    }))
  })
}

const temporaryDirectory = useTemporaryDirectories()
let broker: LocalBroker
let plain: string
let connection: KafkaConnectionOptions
let group: string
let events: string
let rows: string

async function allow(permissions: readonly Permission[]): Promise<void> {
  const acl = permissions.map(({ operation, type, name }) => ({
    operation: AclOperationTypes[operation],
    resourceType: AclResourceTypes[type],
    resourceName: name,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    permissionType: AclPermissionTypes.ALLOW,
    principal: 'User:millrace',
    host: '*'
  }))
  await withAdmin(plain, (admin) => admin.createAcls({ acl }))
}

async function withSink(
  work: (sink: ReturnType<typeof makeSink>) => Promise<void>,
  logger = recordingLogger()
) {
  const sink = makeSink('', group, events, { connection, logger })
  try {
    await sink.open([{ name: 'rows', topic: rows, columns: [] }], OWNER, acceptAll)
    await work(sink)
  } finally {
    await sink.close()
  }
}

const commit = commitOf(1, [[0, 1]], [segment('rows', ['row'])])

describeOwnBroker('with an authorizer', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    const properties = {
      'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
      'super.users': 'User:ANONYMOUS'
    }
    broker = await startLocalBroker({ own: true, security: true, properties })
    plain = broker.brokers.join(',')
    connection = {
      bootstrapServers: broker.security?.saslPlaintext ?? '',
      securityProtocol: 'SASL_PLAINTEXT',
      saslUsername: 'millrace',
      saslPassword: 'local-secret'
    }
  })
  afterAll(() => broker.stop())

  beforeEach(async () => {
    group = uniqueName('app')
    events = await createTopic(plain)
    rows = await createTopic(plain)
    await produce(plain, events, ['in'])
  })

  const names = (): Record<string, string> => ({ GROUP: group, EVENTS: events, ROWS: rows })

  it('the documented permissions are enough for everything', async () => {
    await allow(documented(names()))
    const logger = recordingLogger()
    const lease = new KafkaLease({ connection, group, instanceId: 'a', logger })
    await lease.acquire(new AbortController().signal)
    const source = makeSource('', events, { connection, group, logger })
    await source.open(new Map())
    expect((await new Reading(source).untilValues(1)).values).toEqual(['in'])
    await source.acknowledge(new Map([[0, 1]]))
    await source.close()
    await withSink(async (sink) => {
      await sink.commit(commit)
      await sink.commit(commitOf(2, [[0, 1]], []))
      await sink.trimJournal(2)
    }, logger)
    const store = new KafkaSnapshotStore({ connection, group, logger })
    await store.open()
    await store.close()
    await lease.release()
    expect(logger.lines.filter((line) => line.startsWith('warn'))).toEqual([])
  })

  it.each<[string, (permission: Permission) => boolean, string]>([
    [
      'write rows',
      ({ type, name, operation }) => type === 'TOPIC' && name === rows && operation === 'WRITE',
      'WRITE on topic'
    ],
    ['see the topic of rows', ({ type, name }) => type === 'TOPIC' && name === rows, 'topic'],
    ['use the transactional id', ({ type }) => type === 'TRANSACTIONAL_ID', 'transactional id'],
    ['use the group', ({ type, name }) => type === 'GROUP' && name === group, 'group']
  ])('without that to %s the sink stops and says which one it is', async (_, missing, what) => {
    await allow(documented(names()).filter((permission) => !missing(permission)))
    const writing = withSink((sink) => sink.commit(commit))
    await expect(writing).rejects.toMatchObject({
      code: 'KAFKA_NOT_ALLOWED',
      message: expect.stringMatching(what)
    })
  })

  it('without that to read events the source stops and says which one it is', async () => {
    await allow(documented(names()).filter(({ name, operation }) => name !== events || operation !== 'READ'))
    const source = makeSource('', events, { connection, group })
    await source.open(new Map())
    await expect(new Reading(source).untilValues(1)).rejects.toMatchObject({
      code: 'KAFKA_NOT_ALLOWED',
      params: { operation: 'READ', resource: `topic ${events}` }
    })
    await source.close()
  })

  it('millrace doctor finds all of them, and names each that is missing', async () => {
    const transactionalId = `millrace-${group}`
    const others = [await createTopic(plain), await createTopic(plain)] as const
    await allow(
      others.flatMap((name) =>
        (['WRITE', 'DESCRIBE'] as const).map((operation) => ({ operation, type: 'TOPIC' as const, name }))
      )
    )
    const doctor = async (): Promise<ReadonlyMap<string, string>> => {
      const io = new FakeIo({
        KAFKA_BOOTSTRAP_SERVERS: connection.bootstrapServers,
        KAFKA_SECURITY_PROTOCOL: 'SASL_PLAINTEXT',
        KAFKA_SASL_USERNAME: 'millrace',
        KAFKA_SASL_PASSWORD: 'local-secret',
        KAFKA_TOPIC_EVENTS: events,
        KAFKA_TOPIC_EVENT_METRICS: rows,
        KAFKA_TOPIC_SESSION_METRICS: others[0],
        KAFKA_TOPIC_PERFORMANCE_METRICS: others[1],
        PROCESSING_KAFKA_CONSUMER_GROUP: group,
        ...NO_PORTS,
        PROCESSING_STATE_DIR: temporaryDirectory()
      })
      await runCli(['doctor', '--json'], io)
      const found = JSON.parse(io.stdout.text) as { what: string; ok: boolean; says: string }[]
      return new Map(found.filter(({ ok }) => !ok).map(({ what, says }) => [what, says]))
    }
    expect(Object.fromEntries(await doctor())).toMatchObject({
      [`topic ${events} (source events)`]: 'this user lacks Read and Describe; allow it by an ACL',
      [`topic ${rows} (rows)`]: 'this user lacks Write and Describe; allow it by an ACL',
      [`group ${group}`]: expect.stringContaining(`group ${group}`) as string,
      [`transactional id ${transactionalId}`]: expect.stringContaining(transactionalId) as string
    })
    await allow(documented(names()).filter(({ name, operation }) => name !== rows || operation !== 'WRITE'))
    expect(Object.fromEntries(await doctor())).toEqual({
      [`topic ${rows} (rows)`]: 'this user lacks Write; allow it by an ACL'
    })
    await allow(documented(names()))
    expect(Object.fromEntries(await doctor())).toEqual({})
  })

  it('without that to delete records of the journal it grows, which is said once', async () => {
    await allow(documented(names()).filter(({ operation }) => operation !== 'DELETE'))
    const logger = recordingLogger()
    await withSink(async (sink) => {
      for (let epoch = 1; epoch <= 4; epoch++) {
        await sink.commit(commitOf(epoch, [[0, 1]], []))
        await sink.trimJournal(epoch)
      }
    }, logger)
    expect(logger.lines.filter((line) => line.startsWith('warn'))).toEqual([
      expect.stringMatching(/the journal cannot be trimmed: it grows without end.*DELETE on topic/)
    ])
  })
})
