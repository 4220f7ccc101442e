import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, it } from 'vitest'
import {
  createTopic,
  describeKafka,
  produce,
  readCommitted,
  uniqueName,
  useBroker
} from '../support/kafka.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

/** Two topics with unlike schemas, one job on each, in a process that is killed again and again. */

const SERVICE = fileURLToPath(new URL('two-sources-service.mjs', import.meta.url))
const START = Date.UTC(2026, 0, 1)
const WAVES = 6
const CITIES = ['Bern', 'Rome', 'Oslo']
const REASONS = ['late', 'broken']
/** Far behind all windows that are compared. */
const FLUSH = START + 3_600_000

interface Order {
  readonly placed: number
  readonly shop: { readonly city: string }
  readonly cents: number
}

interface Refund {
  readonly at: number
  readonly reason: string
}

/** A wave covers ten seconds; a record a second and city, or reason. */
function ordersOf(wave: number): Order[] {
  return CITIES.flatMap((city, n) =>
    Array.from({ length: 10 }, (_, second) => ({
      placed: START + (wave * 10 + second) * 1000,
      shop: { city },
      cents: wave * 100 + second + n
    }))
  )
}

function refundsOf(wave: number): Refund[] {
  return REASONS.flatMap((reason) =>
    Array.from({ length: 10 }, (_, second) => ({ at: START + (wave * 10 + second) * 1000, reason }))
  )
}

const text = (time: number): string => new Date(time).toISOString().replace('T', ' ').replace('.000Z', 'Z')

const expectedTurnover = Array.from({ length: WAVES }, (_, wave) =>
  CITIES.map((city) => {
    const mine = ordersOf(wave).filter(({ shop }) => shop.city === city)
    const cents = mine.reduce((sum, order) => sum + order.cents, 0)
    return JSON.stringify({ start: text(START + wave * 10_000), city, n: mine.length, cents })
  })
).flat()

const expectedReasons = Array.from({ length: WAVES / 3 }, (_, window) =>
  REASONS.map((reason) => JSON.stringify({ start: text(START + window * 30_000), reason, n: 30 }))
).flat()

const directory = useTemporaryDirectories()
let child: ChildProcess | undefined
afterEach(() => child?.kill('SIGKILL'))

describeKafka('an application over two topics', { timeout: 120_000 }, () => {
  const brokers = useBroker()

  it('writes every row of both jobs once, however often it is killed', async () => {
    const orders = await createTopic(brokers, { partitions: 2 })
    const refunds = await createTopic(brokers)
    const topics = { orders, refunds, turnover: uniqueName('turnover'), reasons: uniqueName('reasons') }
    const options = JSON.stringify({
      brokers,
      group: uniqueName('two-sources'),
      topics,
      directory: directory()
    })
    const log: string[] = []
    const start = (): void => {
      child = spawn(process.execPath, [SERVICE, options], { stdio: ['ignore', 'ignore', 'pipe'] })
      child.stderr?.on('data', (piece: Buffer) => log.push(piece.toString()))
    }
    const rows = async (topic: string): Promise<string[]> =>
      (await readCommitted(brokers, topic)).map(({ value }) => value).sort()
    start()
    for (let wave = 0; wave < WAVES; wave++) {
      await write(brokers, topics, ordersOf(wave), refundsOf(wave))
      // A wave closes the windows of the one before: this life works, and dies in the middle of it.
      if (wave > 0) {
        const closed = CITIES.length * wave
        const isAtWork = async (): Promise<boolean> => (await rows(topics.turnover)).length >= closed
        await expect.poll(isAtWork, { timeout: 30_000, interval: 200 }).toBe(true)
      }
      await sleep(50 * wave)
      expect(child?.exitCode, log.join('')).toBeNull()
      child?.kill('SIGKILL')
      if (child !== undefined) await once(child, 'exit')
      start()
    }
    const flush: Order = { placed: FLUSH, shop: { city: 'none' }, cents: 0 }
    await write(brokers, topics, [flush, flush], [{ at: FLUSH, reason: 'none' }])
    const isDone = async (): Promise<boolean> =>
      (await rows(topics.turnover)).length >= expectedTurnover.length &&
      (await rows(topics.reasons)).length >= expectedReasons.length
    await expect.poll(isDone, { timeout: 40_000, interval: 500 }).toBe(true)
    expect(await rows(topics.turnover)).toEqual([...expectedTurnover].sort())
    expect(await rows(topics.reasons)).toEqual([...expectedReasons].sort())
    // Lives did go on where others had been killed.
    expect(log.join('')).toContain('state recovered')
  })
})

/** Orders go to both partitions in turn, so that each has a record of every second. */
async function write(
  brokers: string,
  topics: { readonly orders: string; readonly refunds: string },
  orders: readonly Order[],
  refunds: readonly Refund[]
): Promise<void> {
  for (const partition of [0, 1]) {
    const mine = orders.filter((_, index) => index % 2 === partition)
    await produce(
      brokers,
      topics.orders,
      mine.map((order) => JSON.stringify(order)),
      { partition }
    )
  }
  await produce(
    brokers,
    topics.refunds,
    refunds.map((refund) => JSON.stringify(refund))
  )
}
