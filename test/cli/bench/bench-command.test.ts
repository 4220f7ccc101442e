import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli } from '../../../src/cli/cli.js'
import { describeKafka, useBroker, withAdmin } from '../../support/kafka.js'
import { useTemporaryDirectories } from '../../support/temporary-directory.js'
import { FakeIo } from '../fake-io.js'

const directory = useTemporaryDirectories()

describe('millrace bench', () => {
  it.each([
    ['--events', '0'],
    ['--events', '1.5'],
    ['--parallelism', '1,x'],
    ['--compression', 'gzip']
  ])('refuses %s %s', async (...options) => {
    const io = new FakeIo()
    expect(await runCli(['bench', ...options], io)).toBe(2)
    expect(io.stderr.text).toContain(options[0])
  })
})

describeKafka('millrace bench', { timeout: 90_000 }, () => {
  it('measures the service with the settings of the environment, and cleans up', async () => {
    const brokers = useBroker()
    const file = path.join(directory(), 'figures.json')
    const io = new FakeIo({
      kafka_bootstrap_servers: brokers,
      app_log_level: 'ERROR',
      processing_session_gap_seconds: '1',
      kafka_topic_events: 'not-this-one'
    })
    const size = ['--events', '4000', '--partitions', '2', '--sessions', '100', '--repetitions', '1']
    const code = await runCli(['bench', ...size, '--parallelism', '1,2', '--json', file], io)
    expect(io.stderr.text).toContain('2 workers, run 1 of 1')
    expect(code).toBe(0)
    expect(io.stdout.text).toContain('1 workers: eventsPerSecond')
    const { figures } = JSON.parse(readFileSync(file, 'utf8')) as {
      figures: Record<string, { median: number }>
    }
    expect(figures['1 workers: eventsPerSecond']?.median).toBeGreaterThan(0)
    expect(figures['2 workers: cpuPerEvent']?.median).toBeGreaterThan(0)
    expect(figures['2 workers: peakResident']?.median).toBeGreaterThan(20)
    const left = async (): Promise<string[]> => {
      const topics = await withAdmin(brokers, (admin) => admin.listTopics())
      return topics.filter((topic) => topic.startsWith('millrace-bench-4000'))
    }
    await expect.poll(left).toEqual([])
  })
})
