import loggers from 'kafkajs/src/loggers/index.js'
import ConnectionPool from 'kafkajs/src/network/connectionPool.js'
import createSocketFactory from 'kafkajs/src/network/socketFactory.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { calmQueue } from '../../../../src/connectors/kafka/transport/calm-queue.js'

function connection(requestTimeout: number) {
  const pool = new ConnectionPool({
    ...{ host: 'localhost', port: 1, clientId: 'test', connectionTimeout: 1000, requestTimeout },
    logger: loggers.createLogger({ level: 0, logCreator: () => () => {} }),
    socketFactory: createSocketFactory(),
    ...{ enforceRequestTimeout: true, maxInFlightRequests: null, ssl: null, sasl: null }
  })
  return pool.pool[0]
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a calm request queue', () => {
  it('sets no timer when an answer comes and nothing waits, as kafkajs does', () => {
    const answer = { size: 4, correlationId: 7, payload: Buffer.alloc(0) }
    const eager = connection(15_000)
    eager.requestQueue.fulfillRequest(answer)
    expect(vi.getTimerCount()).toBe(1)
    eager.requestQueue.destroy()
    const calm = connection(15_000)
    calmQueue(calm)
    calm.requestQueue.fulfillRequest(answer)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('ends a request that is late, soon after its time', () => {
    const calm = connection(2000)
    calmQueue(calm)
    const timeoutRequest = vi.fn()
    const queue = Object.assign(calm.requestQueue, { isConnected: () => true })
    ;(queue.inflight as Map<number, object>).set(1, {
      sentAt: Date.now(),
      requestTimeout: 2000,
      timeoutRequest
    })
    queue.scheduleRequestTimeoutCheck()
    vi.advanceTimersByTime(2000)
    expect(timeoutRequest).not.toHaveBeenCalled()
    vi.advanceTimersByTime(200)
    expect(timeoutRequest).toHaveBeenCalledOnce()
    queue.destroy()
  })
})
