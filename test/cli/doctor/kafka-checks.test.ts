import { expect, it, describe } from 'vitest'
import { clockFinding } from '../../../src/cli/doctor/kafka-checks.js'
import { runCli } from '../../../src/cli/cli.js'
import { FakeIo, NO_PORTS } from '../fake-io.js'
import { createTopic, describeKafka, uniqueName, useBroker } from '../../support/kafka.js'
import { useTemporaryDirectories } from '../../support/temporary-directory.js'

const temporaryDirectory = useTemporaryDirectories()

interface Line {
  readonly what: string
  readonly ok: boolean
  readonly says: string
}

async function doctor(env: Record<string, string>): Promise<ReadonlyMap<string, Line>> {
  const io = new FakeIo({ ...NO_PORTS, PROCESSING_STATE_DIR: temporaryDirectory(), ...env })
  await runCli(['doctor', '--json'], io)
  return new Map((JSON.parse(io.stdout.text) as Line[]).map((line) => [line.what, line]))
}

describe('millrace doctor', () => {
  it('says what to do about a broker out of reach, exit code 1', async () => {
    const env = { ...NO_PORTS, KAFKA_BOOTSTRAP_SERVERS: '127.0.0.1:1' }
    const io = new FakeIo({ ...env, PROCESSING_STATE_DIR: temporaryDirectory() })
    expect(await runCli(['doctor'], io)).toBe(1)
    expect(io.stdout.text).toMatch(/BAD +broker +127.0.0.1:1: .*look at kafka_bootstrap_servers/)
    expect(io.stdout.text).toMatch(/ok +clock/)
  })
})

describe("the brokers' clock", () => {
  it('may be apart by what the way takes', () => {
    expect(clockFinding('clock', 1_000_900, 1_000_000, 1_001_000).ok).toBe(true)
    expect(clockFinding('clock', 999_000, 1_000_000, 1_000_010).ok).toBe(true)
  })

  it.each([
    [1_012_010, "12.0 s ahead of this machine's; start NTP on both"],
    [940_000, "60.0 s behind this machine's; start NTP on both"]
  ])('is told when it is wrong: %s', (broker, says) => {
    expect(clockFinding('clock', broker, 1_000_000, 1_000_010)).toEqual({ what: 'clock', ok: false, says })
  })
})

describeKafka('millrace doctor with a broker', () => {
  it('finds version, clock, topics, groups and transactional id', async () => {
    const brokers = useBroker()
    const [events, rows] = [await createTopic(brokers, { partitions: 3 }), await createTopic(brokers)]
    const group = uniqueName('doctor')
    const lines = await doctor({
      KAFKA_BOOTSTRAP_SERVERS: brokers,
      KAFKA_TOPIC_EVENTS: events,
      KAFKA_TOPIC_EVENT_METRICS: rows,
      PROCESSING_KAFKA_CONSUMER_GROUP: group
    })
    expect(lines.get('broker version')).toMatchObject({
      ok: true,
      says: expect.stringMatching(/^Kafka \d\.\d/)
    })
    expect(lines.get('clock of the brokers')).toMatchObject({
      ok: true,
      says: expect.stringMatching(/as here/)
    })
    expect(lines.get(`topic ${events} (source events)`)).toMatchObject({ ok: true, says: '3 partitions' })
    expect(lines.get(`topic ${rows} (rows)`)).toMatchObject({ ok: true, says: '1 partition' })
    expect(lines.get(`topic ${group}-journal (journal)`)?.says).toContain('the service creates it')
    for (const name of [`group ${group}`, `group ${group}-lease`, `transactional id millrace-${group}`])
      expect(lines.get(name), name).toMatchObject({ ok: true, says: 'it may be used' })
  })

  it('tells a source topic that is missing', async () => {
    const topic = uniqueName('missing')
    const lines = await doctor({ KAFKA_BOOTSTRAP_SERVERS: useBroker(), KAFKA_TOPIC_EVENTS: topic })
    expect(lines.get(`topic ${topic} (source events)`)).toMatchObject({
      ok: false,
      says: 'it does not exist; create it, or set kafka_topic_events'
    })
  })
})
