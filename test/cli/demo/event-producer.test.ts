import { describe, expect, it } from 'vitest'
import { demoEvents, demoSettings } from '../../../src/cli/demo/demo-settings.js'
import { EventProducer } from '../../../src/cli/demo/event-producer.js'
import { DatagenSource } from '../../../src/connectors/datagen/datagen-source.js'
import { MemorySink } from '../../support/memory-connectors.js'

const MIB = 1 << 20

describe('EventProducer', () => {
  it('writes all events of a source in transactions, no batch too large for Kafka', async () => {
    const sink = new MemorySink()
    const source = new DatagenSource({ ...demoEvents(0), count: 5000, malformedRatio: 0 })
    const producer = new EventProducer(source, sink, 'topic')
    const failures: unknown[] = []
    await producer.start((error) => failures.push(error))
    await expect.poll(() => sink.rows('events').length, { timeout: 5000 }).toBe(5000)
    await producer.stop()
    expect(failures).toEqual([])
    expect(sink.targets).toEqual([{ name: 'events', topic: 'topic', columns: [] }])
    expect(sink.closed).toBe(true)
    for (const { bytes } of sink.commits.flatMap(({ segments }) => segments))
      expect(bytes.length).toBeLessThan(MIB)
    expect(sink.commits.at(-1)?.journal.epochs).toMatchObject([{ rows: { events: 5000 } }])
    expect(new Set(sink.commits.map(({ journal }) => JSON.stringify(journal))).size).toBe(sink.commits.length)
  })

  it('tells of a failure of the sink', async () => {
    const sink = new MemorySink()
    sink.commit = () => Promise.reject(new Error('refused'))
    const producer = new EventProducer(new DatagenSource({ ...demoEvents(0), count: 10 }), sink, 'topic')
    const failures: unknown[] = []
    await producer.start((error) => failures.push(error))
    await expect.poll(() => failures).toEqual([new Error('refused')])
    await producer.stop()
  })
})

describe('demoSettings', () => {
  it('has short windows, unless the environment says otherwise', () => {
    expect(demoSettings({}).settings).toMatchObject({
      processing_metrics_window_size_seconds: 30,
      app_log_level: 'WARNING'
    })
    const env = { PROCESSING_METRICS_WINDOW_SIZE_SECONDS: '7', app_log_level: ' ' }
    expect(demoSettings(env).settings).toMatchObject({
      processing_metrics_window_size_seconds: 7,
      app_log_level: 'WARNING'
    })
  })
})
