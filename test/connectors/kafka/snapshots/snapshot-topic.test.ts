import { randomBytes } from 'node:crypto'
import { ConfigResourceTypes } from 'kafkajs'
import { afterEach, describe, expect, it } from 'vitest'
import { KafkaClient } from '../../../../src/connectors/kafka/transport/client.js'
import { kafkajsLinks, type Link } from '../../../../src/connectors/kafka/transport/link.js'
import { chunkKey, encodeEnd } from '../../../../src/connectors/kafka/snapshots/snapshot-chunks.js'
import {
  KafkaSnapshotStore,
  type KafkaSnapshotStoreOptions
} from '../../../../src/connectors/kafka/snapshots/snapshot-topic.js'
import { TopicLog } from '../../../../src/connectors/kafka/snapshots/topic-log.js'
import { systemClock } from '../../../../src/connectors/clock.js'
import { encodeSnapshot, type SnapshotContents } from '../../../../src/state/snapshot.js'
import { snapshotId } from '../../../../src/state/snapshot-store.js'
import { describeKafka, recordingLogger, uniqueName, useBroker, withAdmin } from '../../../support/kafka.js'
import { comparable, groupsOf, snapshotOf } from '../../../support/snapshots.js'

const stores: KafkaSnapshotStore[] = []
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
})

function storeOf(group: string, options: Partial<KafkaSnapshotStoreOptions> = {}): KafkaSnapshotStore {
  const connection = { bootstrapServers: useBroker() }
  const store = new KafkaSnapshotStore({ connection, group, logger: recordingLogger(), ...options })
  stores.push(store)
  return store
}

async function openStore(
  group: string,
  options: Partial<KafkaSnapshotStoreOptions> = {}
): Promise<KafkaSnapshotStore> {
  const store = storeOf(group, options)
  await store.open()
  return store
}

async function epochsIn(store: KafkaSnapshotStore): Promise<number[]> {
  return (await store.list()).map(({ epoch }) => epoch)
}

/** One that takes four chunks. */
function largeSnapshot(epoch: number): SnapshotContents {
  return { ...snapshotOf(epoch), groups: groupsOf(randomBytes(1_500_000), randomBytes(1_400_000)) }
}

async function append(
  group: string,
  records: readonly { key: Buffer; value: Buffer | null }[]
): Promise<void> {
  const log = await openLog(group)
  await log.append(records)
  log.close()
}

async function keysAlive(group: string): Promise<string[]> {
  const log = await openLog(group)
  const alive = new Set<string>()
  const { begin, end } = await log.range()
  await log.read(begin, end, ({ key, value }) => {
    const name = Buffer.from(key ?? []).toString()
    if (value === null) alive.delete(name)
    else alive.add(name)
  })
  log.close()
  return [...alive]
}

function openLog(group: string): Promise<TopicLog> {
  const client = new KafkaClient({ bootstrapServers: useBroker() })
  return TopicLog.open(client, systemClock, `${group}-snapshots`, {})
}

describeKafka('snapshots in a topic', () => {
  it('are kept, listed newest first and loaded, by an instance elsewhere too', async () => {
    const group = uniqueName('group')
    const store = await openStore(group)
    expect(await store.list()).toEqual([])
    const small = await store.save(snapshotOf(9))
    const contents = largeSnapshot(10)
    const large = await store.save(contents)
    for (const reader of [store, await openStore(group)]) {
      expect(await reader.list()).toEqual([
        { id: large, epoch: 10 },
        { id: small, epoch: 9 }
      ])
      expect(await reader.load(small)).toEqual(snapshotOf(9))
      expect(comparable(await reader.load(large))).toEqual(comparable(contents))
    }
    expect(await keysAlive(group)).toHaveLength(2 + 5)
  })

  it('lie in one compacted partition', async () => {
    const group = uniqueName('group')
    await openStore(group)
    const topic = `${group}-snapshots`
    await withAdmin(useBroker(), async (admin) => {
      const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
      expect(topics[0]?.partitions).toHaveLength(1)
      const described = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: ConfigResourceTypes.TOPIC, name: topic, configNames: ['cleanup.policy'] }]
      })
      expect(described.resources[0]?.configEntries[0]?.configValue).toBe('compact')
    })
  })

  it('that are older than what the journal names, and not named, are taken back', async () => {
    const group = uniqueName('group')
    const store = await openStore(group)
    const ids = []
    for (const epoch of [1, 5, 7, 12, 200]) ids.push(await store.save(snapshotOf(epoch)))
    const reader = await openStore(group)
    await reader.removeOutdated([])
    expect(await epochsIn(reader)).toEqual([200, 12, 7, 5, 1])
    await reader.removeOutdated([
      { id: ids[3]!, epoch: 12 },
      { id: ids[1]!, epoch: 5 }
    ])
    expect(await epochsIn(store)).toEqual([200, 12, 5])
    expect(await keysAlive(group)).toHaveLength(6)
  })

  it('of a successor survive a predecessor that does not know it is one', async () => {
    const group = uniqueName('group')
    const zombie = await openStore(group)
    const first = { id: await zombie.save(snapshotOf(3)), epoch: 3 }
    const active = await openStore(group)
    await append(group, [
      { key: chunkKey({ id: snapshotId(7, '00000000000000aa'), chunk: 0 }), value: Buffer.from('half') }
    ])
    await active.save(snapshotOf(6))
    await openStore(group)
    await zombie.removeOutdated([first])
    expect(await epochsIn(active)).toEqual([6, 3])
    expect(await keysAlive(group)).toHaveLength(5)
  })

  it('that were not finished are ignored, and cleared once a newer one is named', async () => {
    const group = uniqueName('group')
    const store = await openStore(group)
    await store.save(snapshotOf(1))
    const noEnd = snapshotId(2, '00000000000000aa')
    const noSecond = snapshotId(3, '00000000000000bb')
    const value = Buffer.from(await encodeSnapshot(snapshotOf(3)))
    await append(group, [
      { key: chunkKey({ id: noEnd, chunk: 0 }), value },
      { key: chunkKey({ id: noEnd, chunk: 1 }), value },
      { key: chunkKey({ id: noSecond, chunk: 0 }), value },
      { key: chunkKey({ id: noSecond, chunk: 2 }), value },
      { key: chunkKey({ id: noSecond, chunk: null }), value: encodeEnd({ chunks: 3, bytes: 1, crc32c: 1 }) },
      { key: Buffer.from('somebody else'), value }
    ])
    expect(await epochsIn(store)).toEqual([1])
    for (const id of [noEnd, noSecond, snapshotId(4, '00000000000000cc')]) {
      await expect(store.load(id)).rejects.toMatchObject({ code: 'SNAPSHOT_MISSING', params: { id } })
    }
    const next = await openStore(group)
    const newer = await next.save(snapshotOf(5))
    await next.removeOutdated([{ id: newer, epoch: 5 }])
    expect(await epochsIn(next)).toEqual([5])
    expect(await keysAlive(group)).toHaveLength(3)
  })

  it('with a wrong byte are damaged, without a readable end are none', async () => {
    const group = uniqueName('group')
    const store = await openStore(group)
    const bytes = Buffer.from(await encodeSnapshot(snapshotOf(1)))
    const id = await store.save(snapshotOf(1))
    await append(group, [{ key: chunkKey({ id, chunk: 0 }), value: Buffer.from(bytes).fill(0, 50, 51) }])
    await expect(store.load(id)).rejects.toMatchObject({ code: 'SNAPSHOT_DAMAGED', params: { id } })
    await append(group, [
      { key: chunkKey({ id, chunk: 0 }), value: bytes },
      { key: chunkKey({ id, chunk: null }), value: Buffer.from('{"chunks":"1"}') }
    ])
    await expect(store.load(id)).rejects.toMatchObject({ code: 'SNAPSHOT_MISSING' })
    await append(group, [{ key: chunkKey({ id, chunk: null }), value: Buffer.from('no JSON') }])
    await expect(store.load(id)).rejects.toMatchObject({ code: 'SNAPSHOT_MISSING' })
  })
})

/** Links whose Produce requests `fails` decides over: before they are sent, or once they have taken effect. */
function failingLinks(
  options: { bootstrapServers: string },
  fails: () => 'before' | 'after' | 'never'
): KafkaClient {
  const create = kafkajsLinks(options)
  return new KafkaClient(options, (address) => {
    const link = create(address)
    const send: Link['send'] = async (request) => {
      const fate = request.apiName === 'Produce' ? fails() : 'never'
      if (fate === 'before') throw new Error('lost on the way there')
      const answer = await link.send(request)
      if (fate === 'after') throw new Error('lost on the way back')
      return answer
    }
    return {
      isConnected: () => link.isConnected(),
      connect: () => link.connect(),
      supports: (apiKey, version) => link.supports(apiKey, version),
      destroy: (reason) => link.destroy(reason),
      send
    }
  })
}

describeKafka('the snapshot topic when the broker is out of reach', () => {
  it('gets a snapshot whose requests were lost on the way there or back', async () => {
    const group = uniqueName('group')
    let request = 0
    const fate = (): 'before' | 'after' | 'never' => (['before', 'after', 'never'] as const)[request++ % 3]!
    const createClient: KafkaSnapshotStoreOptions['createClient'] = (options) => failingLinks(options, fate)
    const store = await openStore(group, { createClient })
    const contents = largeSnapshot(1)
    const id = await store.save(contents)
    expect(request).toBeGreaterThan(10)
    const loaded = await (await openStore(group)).load(id)
    expect(comparable(loaded)).toEqual(comparable(contents))
  })

  it('keeps those before when saving is given up, and clears the remains with the next removal', async () => {
    const group = uniqueName('group')
    let fate: 'after' | 'never' = 'never'
    const store = await openStore(group, {
      createClient: (options) => failingLinks(options, () => fate),
      saveTimeoutMs: 300
    })
    await store.save(snapshotOf(1))
    fate = 'after'
    await expect(store.save(largeSnapshot(2))).rejects.toThrow(
      `Snapshots cannot be kept in topic ${group}-snapshots: lost on the way back; mend that`
    )
    fate = 'never'
    expect(await epochsIn(store)).toEqual([1])
    expect((await keysAlive(group)).length).toBeGreaterThan(2)
    await store.save(snapshotOf(3))
    await store.removeOutdated([])
    expect(await epochsIn(store)).toEqual([3, 1])
    expect(await keysAlive(group)).toHaveLength(4)
  })

  it('says which setting of the topic refuses a chunk', async () => {
    const group = uniqueName('group')
    const store = await openStore(group)
    await withAdmin(useBroker(), (admin) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            type: ConfigResourceTypes.TOPIC,
            name: `${group}-snapshots`,
            configEntries: [{ name: 'max.message.bytes', value: '100000' }]
          }
        ]
      })
    )
    await expect(store.save(largeSnapshot(1))).rejects.toMatchObject({ code: 'KAFKA_CHUNK_TOO_LARGE' })
    await store.save(snapshotOf(2))
    expect(await epochsIn(store)).toEqual([2])
  })
})

describe('without any broker', () => {
  const nobody = { bootstrapServers: '127.0.0.1:1' }

  it('saving gives up, opening waits until the store is closed', async () => {
    const logger = recordingLogger()
    const store = new KafkaSnapshotStore({ connection: nobody, group: 'g', logger, saveTimeoutMs: 50 })
    await expect(store.save(snapshotOf(1))).rejects.toMatchObject({ code: 'SNAPSHOT_TOPIC' })
    const opening = store.open()
    setTimeout(() => void store.close(), 100)
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' })
    expect(logger.lines).toHaveLength(1)
    expect(logger.lines[0]).toContain('is out of reach, trying on')
  })
})
