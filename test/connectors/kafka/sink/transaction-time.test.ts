import { expect, it } from 'vitest'
import { TransactionTime } from '../../../../src/connectors/kafka/sink/transaction-time.js'

it('grows with what is to be written, and never shrinks', () => {
  const time = new TransactionTime(1000)
  expect(time.makeRoomFor(1 << 20)).toBe(false)
  expect(time.makeRoomFor(80 << 20)).toBe(true)
  expect(time.current).toBe(10_000)
  expect(time.makeRoomFor(1)).toBe(false)
  expect(time.current).toBe(10_000)
})

it('doubles when it has run out, up to what the broker allows', () => {
  const time = new TransactionTime(1000)
  expect(time.failedAfter(900)).toBe(false)
  expect(time.failedAfter(1000)).toBe(true)
  expect(time.failedAfter(2500)).toBe(true)
  expect(time.current).toBe(4000)
  expect(time.refused()).toBe(true)
  expect(time.current).toBe(2000)
  expect(time.failedAfter(5000)).toBe(false)
  expect(time.refused()).toBe(true)
  expect(time.refused()).toBe(false)
})
