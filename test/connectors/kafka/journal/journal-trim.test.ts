import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { KafkaClient } from '../../../../src/connectors/kafka/transport/client.js'
import { JournalOffsets } from '../../../../src/connectors/kafka/journal/journal-trim.js'
import { listOffsets } from '../../../../src/connectors/kafka/transport/offsets.js'
import { EARLIEST, READ_UNCOMMITTED } from '../../../../src/connectors/kafka/transport/requests/offsets.js'
import type { KafkaSink } from '../../../../src/connectors/kafka/sink/sink.js'
import { createTopic, describeKafka, readCommitted, uniqueName, useBroker } from '../../../support/kafka.js'
import { acceptAll, commitOf, journalOf, makeSink, OWNER } from '../../../support/kafka-parts.js'
import { expectOracleRows, loadEvents, loadExpected } from '../../../support/oracle.js'
import { ServiceProcess } from '../../../support/service-process.js'
import { useTemporaryDirectories } from '../../../support/temporary-directory.js'

describe('JournalOffsets', () => {
  it('keeps what is needed to read the epochs after one', () => {
    const offsets = new JournalOffsets()
    expect(offsets.keepFrom(10)).toBeNull()
    for (const [epoch, offset] of [
      [3, 30],
      [6, 60],
      [9, 90]
    ] as const)
      offsets.add(journalOf(epoch, []), offset)
    expect(offsets.keepFrom(1)).toBeNull()
    expect(offsets.keepFrom(2)).toBe(30)
    expect(offsets.keepFrom(4)).toBe(30)
    expect(offsets.keepFrom(5)).toBe(60)
    expect(offsets.keepFrom(2)).toBeNull()
    expect(offsets.keepFrom(99)).toBe(90)
  })

  it('takes a record that it knows already once', () => {
    const offsets = new JournalOffsets()
    offsets.add(journalOf(5, []), 50)
    offsets.add(journalOf(5, []), 70)
    expect(offsets.keepFrom(5)).toBe(50)
  })

  it('is bounded: of many records it may keep one too many', () => {
    const offsets = new JournalOffsets()
    for (let epoch = 1; epoch <= 10_000; epoch++) offsets.add(journalOf(epoch, []), epoch)
    const kept = offsets.keepFrom(4999) ?? 0
    expect(kept).toBeLessThanOrEqual(5000)
    expect(kept).toBeGreaterThan(4990)
  })
})

const open: KafkaSink[] = []
const processes: ServiceProcess[] = []
const temporaryDirectory = useTemporaryDirectories()
afterEach(async () => {
  for (const sink of open.splice(0)) await sink.close()
  for (const process of processes.splice(0)) await process.stop('SIGKILL')
})

/** First offset that the journal still has. */
async function journalBegin(group: string): Promise<number> {
  const client = new KafkaClient({ bootstrapServers: useBroker() })
  const topic = `${group}-journal`
  const leaders = new Map([...((await client.metadata([topic])).topics.get(topic)?.leaders ?? []).entries()])
  const offsets = await listOffsets(client, topic, leaders, EARLIEST, READ_UNCOMMITTED)
  client.close()
  return offsets.get(0) ?? 0
}

describeKafka('a journal that is trimmed', { timeout: 120_000 }, () => {
  it('has the epochs after the one that it was trimmed to, and says what is missing before', async () => {
    const group = uniqueName('group')
    const source = await createTopic(useBroker())
    const openSink = async (): Promise<KafkaSink> => {
      const sink = makeSink(useBroker(), group, source)
      open.push(sink)
      await sink.open([], OWNER, acceptAll)
      return sink
    }
    const sink = await openSink()
    for (let epoch = 1; epoch <= 10; epoch++) await sink.commit(commitOf(epoch, [[0, epoch]], []))
    const all = await readCommitted(useBroker(), `${group}-journal`)
    await sink.trimJournal(6)
    expect(await journalBegin(group)).toBe(all[6]?.offset)
    const epochsOf = async (from: KafkaSink, epoch: number): Promise<number[]> =>
      (await from.readJournal(epoch)).map((one) => one.epoch)
    expect(await epochsOf(sink, 6)).toEqual([7, 8, 9, 10])
    await expect(sink.readJournal(5)).rejects.toMatchObject({ code: 'JOURNAL_GAP' })
    const next = await openSink()
    expect(await epochsOf(next, 6)).toEqual([7, 8, 9, 10])
    // Where the records before its own time lie, a new instance does not know.
    await next.trimJournal(8)
    expect(await epochsOf(next, 6)).toEqual([7, 8, 9, 10])
    await next.commit(commitOf(11, [[0, 11]], []))
    await next.trimJournal(11)
    expect(await epochsOf(next, 10)).toEqual([11])
  })

  it('begins after three snapshots where the oldest of them ends, and the service recovers by it', async () => {
    const process = new ServiceProcess(useBroker(), {
      PROCESSING_STATE_DIR: temporaryDirectory(),
      FLINK_CHECKPOINT_INTERVAL_MS: '200',
      TABLE_MINIBATCH_LATENCY_SECONDS: '0.05',
      FLINK_IDLE_TIMEOUT_SECONDS: '0'
    })
    processes.push(process)
    await process.createEventsTopic(4)
    process.start()
    const events = loadEvents('clean')
    const half = Math.ceil(events.length / 2)
    const step = Math.ceil(half / 16)
    let produced = 0
    for (; produced < half; produced += step) {
      await process.produce(events.slice(produced, produced + step))
      await sleep(150)
    }
    await process.untilCommitted(produced)
    await expect.poll(() => journalBegin(process.group), { timeout: 10_000 }).toBeGreaterThan(0)
    await process.stop('SIGKILL')
    process.start()
    await process.produce(events.slice(produced))
    await process.untilCommitted(events.length)
    expect(await process.stop()).toBe(0)
    expectOracleRows(await process.rows(), loadExpected('clean'), 'default')
  })
})
