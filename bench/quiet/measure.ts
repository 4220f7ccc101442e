import { setTimeout as sleep } from 'node:timers/promises'
import type { ContenderProcess } from '../../src/cli/bench/contender.js'
import { BatchWriter } from '../../src/cli/bench/event-topic.js'
import type { ProcessUsage } from '../../src/cli/bench/process-usage.js'
import { eventOptions } from '../../src/connectors/datagen/event-options.js'
import type { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import { CloseTimes } from '../latency/close-times.js'
import { PacedProducer } from '../latency/paced-producer.js'
import { untilReading, withService } from '../support/service-on-topics.js'

const PARTITIONS = 4
/** Written before anything is measured, so that the code is compiled as it is after an hour. */
const WARM_UP = { rate: 5000, seconds: 10 }
/** After the rate has changed: the epochs under way belong to the rate before. */
const SETTLE_SECONDS = 2
const PERCENT = 100

export interface QuietOptions {
  readonly client: KafkaClient
  readonly bootstrapServers: string
  /** `dist/main.js` of the build that is measured. */
  readonly main: string
  /** Events a second over all partitions, in the order in which they are measured; 0: nothing is written. */
  readonly rates: readonly number[]
  /** How long each rate is measured. */
  readonly seconds: number
  /** Further settings of the service. */
  readonly env?: Readonly<Record<string, string>>
}

/** What one rate took. */
export interface QuietCosts {
  readonly rate: number
  /** Percent of one core: of the whole process, and of its main thread. */
  readonly cpu: number
  readonly mainThread: number
  /** Of all threads, a second. */
  readonly contextSwitches: number
}

/** Lets the service run under one rate after the other and answers with what each took. */
export async function measureQuiet(options: QuietOptions): Promise<QuietCosts[]> {
  const { rates, seconds, ...broker } = options
  return withService(
    { ...broker, purpose: 'quiet', partitions: PARTITIONS },
    async ({ service, name, leaders }) => {
      await untilReading(service)
      const writer = new BatchWriter(options.client, name, leaders)
      await write(writer, WARM_UP.rate, WARM_UP.seconds)
      const costs: QuietCosts[] = []
      for (const rate of rates) costs.push(await measureRate(service, writer, rate, seconds))
      return costs
    }
  )
}

async function measureRate(
  service: ContenderProcess,
  writer: BatchWriter,
  rate: number,
  seconds: number
): Promise<QuietCosts> {
  const writing = write(writer, rate, SETTLE_SECONDS + seconds)
  await sleep(SETTLE_SECONDS * 1000)
  const from = { at: performance.now(), usage: service.usage() }
  await writing
  const to = { at: performance.now(), usage: service.usage() }
  const each = (value: (usage: ProcessUsage) => number): number =>
    ((value(to.usage) - value(from.usage)) * 1000) / (to.at - from.at)
  return {
    rate,
    cpu: PERCENT * each(({ cpuSeconds }) => cpuSeconds),
    mainThread: PERCENT * each(({ mainThreadCpuSeconds }) => mainThreadCpuSeconds),
    contextSwitches: each(({ contextSwitches }) => contextSwitches)
  }
}

async function write(writer: BatchWriter, rate: number, seconds: number): Promise<void> {
  if (rate === 0) return sleep(seconds * 1000)
  const events = eventOptions({
    ...{ start: Date.now(), rate, partitions: PARTITIONS, seed: 9 },
    ...{ sessions: 1000, users: 1000, sessionSeconds: 10, disorderMs: 500 }
  })
  await new PacedProducer(events, writer, new CloseTimes(PARTITIONS, 0)).run(seconds)
}
