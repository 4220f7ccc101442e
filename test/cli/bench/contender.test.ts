import { describe, expect, it } from 'vitest'
import { runContender, type Contender, type Progress } from '../../../src/cli/bench/contender.js'
import { KafkaClient } from '../../../src/connectors/kafka/transport/client.js'

const TOPIC = { name: 'events', partitions: 1, records: 1000 }
const client = new KafkaClient({ bootstrapServers: '127.0.0.1:1' })

/** A program of one line; it is asked how far it is, and answers the next of these. */
function contender(script: string, answers: readonly Progress[] = []): Contender {
  let asked = 0
  return {
    command: process.execPath,
    args: ['-e', script],
    env: {},
    group: 'none',
    readingBegins: 'go',
    progress: async () => answers[Math.min(asked++, answers.length - 1)] ?? { begun: false, done: false }
  }
}

const WAITING = `process.stderr.write('go'); setInterval(() => {}, 1000)`

describe.skipIf(process.platform !== 'linux')('a contender', () => {
  it('is measured until it is done, and stopped then', async () => {
    const answers = [
      ...Array<Progress>(30).fill({ begun: false, done: false }),
      ...Array<Progress>(5).fill({ begun: true, done: false, records: 400 }),
      { begun: true, done: true, records: 1000 }
    ]
    const samples: number[] = []
    const run = await runContender(contender(WAITING, answers), client, TOPIC, 60, (_, { residentBytes }) =>
      samples.push(residentBytes)
    )
    expect(run.eventsPerSecond).toBeCloseTo(1000 / run.seconds, 6)
    expect(run.steadyEventsPerSecond).toBeGreaterThan(600 / 20)
    expect(run.firstCommitSeconds).toBeGreaterThan(0.2)
    expect(run.cpuMicrosPerEvent).toBeGreaterThan(0)
    expect(run.peakResidentBytes).toBeGreaterThan(20e6)
    expect(samples.length).toBeGreaterThan(1)
  })

  it('that ends by itself is an error with its log', async () => {
    const failing = contender(`console.error('no luck'); process.exitCode = 3`)
    await expect(runContender(failing, client, TOPIC, 60)).rejects.toMatchObject({
      code: 'BENCH_PROCESS_ENDED',
      params: { how: '3', log: 'no luck\n' }
    })
  })

  it('that takes too long is an error', async () => {
    const slow = contender(WAITING)
    await expect(runContender(slow, client, TOPIC, 0.5)).rejects.toMatchObject({ code: 'BENCH_NOT_FINISHED' })
  })
})
