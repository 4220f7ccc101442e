import { describe, expect, it } from 'vitest'
import type { SourcePartitionStatus } from '../../../src/connectors/connector.js'
import type { EngineSource } from '../../../src/engine/inputs.js'
import { watchEnds } from '../../../src/engine/recovery/end-watch.js'
import { FakeClock } from '../../support/fake-clock.js'
import { MemorySource } from '../../support/memory-connectors.js'

const JOURNAL = { positions: [['events', 0, 100] as const, ['events', 1, 50] as const] }

/** A source that has to ask where its partitions end. */
class AskingSource extends MemorySource {
  ends: (number | null)[] = []

  constructor() {
    super()
    this.emptyAt = () => undefined
  }

  override status(): readonly SourcePartitionStatus[] {
    return this.ends.map((endOffset, partition) => ({ partition, position: 0, endOffset, waitingFor: null }))
  }
}

function watch() {
  const source = new AskingSource()
  const clock = new FakeClock()
  const stop = new AbortController()
  const sources: EngineSource[] = [
    {
      name: 'events',
      source,
      schema: '',
      expected: '',
      watermarkDelayMs: 0,
      idleTimeoutMs: 0,
      maxFutureMs: 0
    }
  ]
  let outcome: unknown = 'waiting'
  watchEnds(JOURNAL, sources, clock, stop.signal).then(
    () => (outcome = 'fine'),
    (error: unknown) => (outcome = error)
  )
  return { source, clock, stop, outcome: () => outcome }
}

describe('the watch over the ends of sources', () => {
  it('waits as long as an end is not known, and is content once all reach far enough', async () => {
    const { source, clock, outcome } = watch()
    await clock.advance(60_000)
    source.ends = [100, null]
    await clock.advance(60_000)
    expect(outcome()).toBe('waiting')
    source.ends = [100, 70]
    await clock.advance(1000)
    expect(outcome()).toBe('fine')
  })

  it('fails within seconds when a partition ends too early, naming topic, partition and both offsets', async () => {
    const { source, clock, outcome } = watch()
    source.ends = [99, 50]
    await clock.advance(2000)
    expect(outcome()).toBe('waiting')
    await clock.advance(3000)
    expect(outcome()).toMatchObject({
      code: 'SOURCE_TOO_SHORT',
      params: { address: 'events', partition: 0, offset: 100, found: 'it ends at offset 99' }
    })
  })

  it('fails when a partition is gone', async () => {
    const { source, clock, outcome } = watch()
    source.ends = [100]
    await clock.advance(5000)
    expect(outcome()).toMatchObject({ params: { partition: 1, found: 'it does not exist' } })
  })

  it('gives a new leader a moment to catch up', async () => {
    const { source, clock, outcome } = watch()
    source.ends = [99, 50]
    await clock.advance(2000)
    source.ends = [100, 50]
    await clock.advance(10_000)
    expect(outcome()).toBe('fine')
  })

  it('ends with the signal', async () => {
    const { clock, stop, outcome } = watch()
    stop.abort()
    await clock.advance(1000)
    expect(outcome()).toBe('fine')
  })
})
