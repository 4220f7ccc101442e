import { afterEach, expect, it } from 'vitest'
import { describeKafka, useBroker } from '../support/kafka.js'
import { expectOracleRows, loadEvents, loadExpected } from '../support/oracle.js'
import { ServiceProcess } from '../support/service-process.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

const LEASE_MS = 6000
/** A process has started, connected and joined within that, on a busy machine too. */
const START_MS = 15_000
const WAITS = 'another instance has the work: waiting to take over'
const HAS = 'has the work"'
const TAKES_OVER = 'takes over the work'

const temporaryDirectory = useTemporaryDirectories()
const processes: ServiceProcess[] = []
afterEach(async () => {
  for (const process of processes.splice(0)) await process.stop('SIGKILL')
})

/** Instance `a` of an application, not started yet, and the oracle's events to feed it with. */
async function application() {
  const first = new ServiceProcess(useBroker(), {
    PROCESSING_STATE_DIR: temporaryDirectory(),
    PROCESSING_LEASE_TIMEOUT_MS: String(LEASE_MS),
    PROCESSING_INSTANCE_ID: 'a',
    FLINK_CHECKPOINT_INTERVAL_MS: '300',
    FLINK_IDLE_TIMEOUT_SECONDS: '0',
    TABLE_MINIBATCH_LATENCY_SECONDS: '0.1'
  })
  processes.push(first)
  await first.createEventsTopic(4)
  const events = loadEvents('clean')
  let produced = 0
  /** Produces the next share of the events. */
  const produce = async (share: number): Promise<void> => {
    const end = Math.ceil(produced + events.length * share)
    await first.produce(events.slice(produced, end))
    produced = Math.min(end, events.length)
  }
  const another = (env: Record<string, string>): ServiceProcess => {
    const process = first.another(env)
    processes.push(process)
    return process
  }
  const total = events.length
  return { a: first, another, produce, total, produced: () => produced }
}

describeKafka('several instances of one application', { timeout: 180_000 }, () => {
  it('hand the work on: after a kill, after a stop, to a successor of the same name; every row once', async () => {
    const { a, another, produce, total, produced } = await application()
    a.start()
    await a.untilOutput(HAS, START_MS)
    const b = another({ PROCESSING_INSTANCE_ID: 'b' })
    b.start('--standby')
    await b.untilOutput(WAITS, START_MS)
    expect(b.output).not.toContain('"WARNING"')

    await produce(0.25)
    await a.untilCommitted(produced())
    const under = produce(0.25)
    await a.stop('SIGKILL')
    await b.untilOutput(TAKES_OVER, LEASE_MS + 3000)
    await under

    const a2 = another({})
    a2.start()
    await a2.untilOutput(WAITS, START_MS)
    expect(a2.output).toContain('"WARNING"')
    await b.untilCommitted(produced())
    const stopped = b.stop()
    await a2.untilOutput(TAKES_OVER, LEASE_MS / 2)
    expect(await stopped).toBe(0)

    await produce(0.25)
    await a2.stop('SIGKILL')
    const a3 = another({})
    a3.start()
    await a3.untilOutput(HAS, LEASE_MS - 1000)
    await produce(0.25)
    await a3.untilCommitted(total)
    expect(await a3.stop()).toBe(0)
    expectOracleRows(await a.rows(), loadExpected('clean'), 'default')
  })

  it('a hung one that goes on after another took over stops and writes nothing', async () => {
    const { a, another, produce, total, produced } = await application()
    a.start()
    await a.untilOutput(HAS, START_MS)
    const b = another({ PROCESSING_INSTANCE_ID: 'b' })
    b.start('--standby')
    await b.untilOutput(WAITS, START_MS)
    await produce(0.3)
    await a.untilCommitted(produced())
    const under = produce(0.3)
    a.signal('SIGSTOP')
    await b.untilOutput(TAKES_OVER, LEASE_MS + 3000)
    await under
    await b.untilCommitted(produced())
    a.signal('SIGCONT')
    await produce(0.4)
    expect(await a.untilExit(10_000)).toBe(1)
    expect(a.output).toMatch(
      /LEASE_LOST: Instance a no longer has the work of group .*: instance b has it now|KAFKA_FENCED/
    )
    await b.untilCommitted(total)
    expect(await b.stop()).toBe(0)
    expectOracleRows(await a.rows(), loadExpected('clean'), 'default')
  })

  it('a second process of the same name takes over at once, and the first one says why it stops', async () => {
    const { a, another, produce, total } = await application()
    a.start()
    await a.untilOutput(HAS, START_MS)
    await produce(0.5)
    const successor = another({})
    successor.start()
    await successor.untilOutput(HAS, START_MS)
    expect(await a.untilExit(5000)).toBe(1)
    expect(a.output).toMatch(
      /LEASE_LOST: Instance a no longer has .*: another process with the same processing_instance_id/
    )
    await produce(0.5)
    await successor.untilCommitted(total)
    expect(await successor.stop()).toBe(0)
    expectOracleRows(await a.rows(), loadExpected('clean'), 'default')
  })
})
