import { afterEach, expect, it } from 'vitest'
import { describeKafka, readCommitted, uniqueName, useBroker } from '../support/kafka.js'
import { expectOracleRows, loadEvents, loadExpected, loadLate, loadProbes } from '../support/oracle.js'
import { expectedOfProbe } from '../support/probe-answers.js'
import { SINKS } from '../support/rows.js'
import { ServiceProcess } from '../support/service-process.js'

/** The built service against a real broker, from topics to topics. */
describeKafka('the service between Kafka topics', () => {
  let service: ServiceProcess | undefined

  afterEach(async () => {
    await service?.stop('SIGKILL')
    service = undefined
  })

  async function run(env: Record<string, string>, partitions: number): Promise<ServiceProcess> {
    service = new ServiceProcess(useBroker(), env)
    await service.createEventsTopic(partitions)
    service.start()
    return service
  }

  it.each([
    ['clean', 'default', '2'],
    ['clean', 'compatible', '1'],
    ['messy', 'default', '4'],
    ['messy', 'compatible', '2']
  ] as const)(
    'writes the rows of the reference: %s, %s mode, parallelism %s',
    async (dataset, mode, parallelism) => {
      const env = {
        PROCESSING_FLINK_COMPATIBILITY: String(mode === 'compatible'),
        FLINK_PARALLELISM: parallelism
      }
      const process = await run(env, 4)
      const events = loadEvents(dataset)
      await process.produce(events)
      await process.untilCommitted(events.length)
      expect(await process.stop()).toBe(0)
      expectOracleRows(await process.rows(), loadExpected(dataset), mode)
    }
  )

  it('takes every probe for what the documentation says, tombstones too', async () => {
    const probes = loadProbes()
    const values = probes.flatMap((probe) => probe.values)
    const process = await run({}, 1)
    await process.produce(values.map((value) => ({ partition: 0, value })))
    await process.untilCommitted(values.length)
    expect(await process.stop()).toBe(0)
    const rows = await process.rows()
    for (const sink of SINKS) {
      const expected = probes.flatMap((probe) => expectedOfProbe(probe)[sink])
      expectOracleRows({ [sink]: rows[sink] }, { [sink]: expected }, 'default')
    }
  })

  it('sends what is malformed to the dead-letter topic, byte for byte, in the same transactions', async () => {
    const topic = uniqueName('dead')
    const process = await run({ PROCESSING_DEAD_LETTER_TOPIC: topic }, 4)
    const events = loadEvents('messy')
    await process.produce(events)
    await process.untilCommitted(events.length)
    expect(await process.stop()).toBe(0)
    const letters = (await readCommitted(useBroker(), topic)).map(({ value }) => value)
    expect(letters).toHaveLength(1721)
    const produced = new Set(events.map(({ value }) => value.toString()))
    expect(letters.filter((letter) => !produced.has(letter))).toEqual([])
    expectOracleRows(await process.rows(), loadExpected('messy'), 'default')
  })

  it('judges late data as the reference does', async () => {
    const { phases, expected } = loadLate()
    const process = await run({ TABLE_MINIBATCH_LATENCY_SECONDS: '0.1', FLINK_IDLE_TIMEOUT_SECONDS: '0' }, 1)
    let produced = 0
    for (const phase of phases) {
      await process.produce(phase.map((value) => ({ partition: 0, value })))
      produced += phase.length
      await process.untilCommitted(produced)
    }
    expect(await process.stop()).toBe(0)
    expectOracleRows(await process.rows(), expected, 'default')
  })
})
