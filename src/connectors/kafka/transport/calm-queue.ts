import type Connection from 'kafkajs/src/network/connection.js'

/** A request that is late is found out so much of its time limit later, at most. */
const LATENESS = 0.1
const LONGEST_LOOK_MS = 1000

/**
 * Lets a connection's request queue sleep while there is nothing to do. kafkajs's own looks for requests that a throttle
 * holds back every millisecond from the first answer on, forever, and for requests that are late every 100 ms. Here it
 * looks for the former while there are any, and for the latter as often as their time limit asks for.
 */
export function calmQueue({ requestQueue: queue }: Connection): void {
  const { scheduleCheckPendingRequests: schedule } = Object.getPrototypeOf(queue) as typeof queue
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length > 0) schedule.call(queue)
  }
  queue.scheduleRequestTimeoutCheck = () => {
    queue.destroy()
    const look = (): void => {
      const now = Date.now()
      for (const request of [...queue.inflight.values()]) {
        if (now - request.sentAt > request.requestTimeout) request.timeoutRequest()
      }
      if (!queue.isConnected()) queue.destroy()
    }
    const every = Math.min(queue.requestTimeout * LATENESS, LONGEST_LOOK_MS)
    queue.requestTimeoutIntervalId = setInterval(look, every)
  }
}
