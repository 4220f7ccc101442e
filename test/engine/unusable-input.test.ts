import { afterEach, describe, expect, it } from 'vitest'
import { parseSettings } from '../../src/config/settings.js'
import type { Service } from '../../src/engine/service.js'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import { sampleOfLines } from '../../src/engine/worker/record-sample.js'
import { createLogger } from '../../src/observability/log.js'
import { FakeOutput } from '../cli/fake-io.js'
import { FakeClock, settle } from '../support/fake-clock.js'
import { MemorySink, MemorySource } from '../support/memory-connectors.js'
import { createCoordinator } from '../support/run-jobs.js'

const NOON = Date.UTC(2026, 0, 1, 12)
const GOOD = { event: { type: 'click' }, user: { id: 'u' }, timestamp: NOON }
const UNDATED = { event: { type: 'click' }, timestamp: '2026-01-01T12:00:00Z' }

let running: Service | undefined
afterEach(() => running?.stop())

async function start(env: Record<string, string> = {}) {
  const clock = new FakeClock(NOON)
  const source = new MemorySource()
  const output = new FakeOutput()
  const service = createCoordinator(env).execute({
    sources: { events: source },
    sink: new MemorySink(),
    clock,
    logger: createLogger(parseSettings(env).settings, output),
    startWorkers: startInlineWorkers
  })
  running = service
  while (!['running', 'caught-up'].includes(service.status().phase)) await settle()
  const errors = () =>
    output.lines
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ code }) => code === 'INPUT_UNUSABLE')
  return { clock, source, service, errors }
}

const many = (document: object | string, count: number) => Array.from({ length: count }, () => document)

describe('an input of which nothing can be used', () => {
  it('is an error with a sample and what was expected, once a source', async () => {
    const { clock, source, errors } = await start()
    source.partitions(0).documents(0, many(UNDATED, 99))
    await clock.advance(3000)
    expect(errors()).toEqual([])
    source.documents(0, many('no document', 200))
    await clock.advance(60_000)
    source.documents(0, many('no document', 200))
    await clock.advance(60_000)
    expect(errors()).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        source: 'events',
        records: 299,
        malformed: 200,
        undated: 99,
        partition: 0,
        offset: 0,
        sample: JSON.stringify(UNDATED)
      })
    ])
    expect(errors()[0]?.['msg']).toContain(
      `${JSON.stringify(UNDATED)} Expected was one JSON object a record, its event time in timestamp as milliseconds since 1970`
    )
  })

  it('is one as well when little came, once it has been so for a while, or at the end', async () => {
    const patient = await start()
    patient.source.partitions(0).documents(0, ['{'])
    await patient.clock.advance(9000)
    expect(patient.errors()).toEqual([])
    await patient.clock.advance(6000)
    expect(patient.errors()).toMatchObject([{ records: 1, malformed: 1, sample: '{' }])
    await patient.service.stop()

    const ended = await start()
    ended.source.partitions(0).documents(0, ['{', '['])
    await ended.clock.advance(3000)
    expect(ended.errors()).toEqual([])
    await ended.service.stop()
    expect(ended.errors()).toMatchObject([{ records: 2 }])
  })

  it('is none where one record could be used, whatever comes before and after', async () => {
    const { clock, source, service, errors } = await start()
    source.partitions(0, 1).documents(0, ['{'])
    await clock.advance(3000)
    source.documents(1, [GOOD])
    await clock.advance(3000)
    source.documents(0, many('{', 500))
    await clock.advance(60_000)
    await service.stop()
    expect(errors()).toEqual([])
  })

  it('asks for no event time in processing time', async () => {
    const { clock, source, errors } = await start({ app_environment: 'development' })
    source.partitions(0).documents(0, many('[]', 100))
    await clock.advance(60_000)
    expect(errors()).toMatchObject([{ sample: '[]', expected: 'one JSON object a record' }])
  })

  it('shows the beginning of a long value', () => {
    const lines = Buffer.from(`\n  \n${'ä'.repeat(5000)}\n{}\n`)
    expect(sampleOfLines(lines, 7)).toEqual({ offset: 9, value: `${'ä'.repeat(200)}…` })
    expect(sampleOfLines(Buffer.from('\n\n'), 0)).toBeUndefined()
  })
})
