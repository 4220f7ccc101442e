import { setTimeout as sleep } from 'node:timers/promises'
import { buildBatch, plainStamp } from '../../src/records/record-batch.js'
import { recordsSection } from '../../src/records/records-section.js'
import type { OracleEvent } from '../support/oracle.js'
import type { OrderedProducer } from './ordered-producer.js'

const TICK_MS = 20
/** After a stall the backlog is caught up in small steps: partitions must not run far ahead of one another. */
const MOST_PER_TICK = 32

/**
 * Writes the events at a steady rate. All partitions stop while one cannot be written: across partitions too, an
 * event is never in the topic long before its predecessors.
 */
export async function replaySteadily(
  producer: OrderedProducer,
  events: readonly OracleEvent[],
  rate: number,
  onProgress: (written: number) => void = () => {}
): Promise<void> {
  let due = 0
  for (let written = 0; written < events.length; onProgress(written)) {
    due = Math.min(due + (rate * TICK_MS) / 1000, written + MOST_PER_TICK)
    const tick = sleep(TICK_MS)
    const upTo = Math.min(events.length, Math.floor(due))
    await writeSlice(producer, events.slice(written, upTo))
    written = Math.max(written, upTo)
    await tick
  }
}

async function writeSlice(producer: OrderedProducer, events: readonly OracleEvent[]): Promise<void> {
  const byPartition = new Map<number, Buffer[]>()
  for (const { partition, value } of events) {
    byPartition.set(partition, [...(byPartition.get(partition) ?? []), value])
  }
  await Promise.all(
    Array.from(byPartition, ([partition, values]) => {
      const section = recordsSection(values.map((value) => ({ key: null, value })))
      const batch = buildBatch(section, values.length, plainStamp(Date.now()))
      return producer.write(partition, batch, values.length)
    })
  )
}
