import { connect, type Socket } from 'node:net'
import type Connection from 'kafkajs/src/network/connection.js'
import type { SocketFactory } from 'kafkajs/src/network/socketFactory.js'

/** An arena to begin with; it grows to the largest response and stays so. */
const INITIAL_BYTES = 1 << 20
/** Least room for one read from the socket. */
const READ_BYTES = 64 * 1024
const SIZE_BYTES = 4
const CORRELATION_BYTES = 4
const KEEP_ALIVE_MS = 60_000

/**
 * Reads the responses of one kafkajs connection into memory that is used again and again, without an allocation or
 * an event a read: a fetch response of megabytes comes in hundreds of reads, which kafkajs collects in buffers of
 * their own and then joins.
 *
 *     arena: [size i32][correlationId i32][payload …]     one response at a time, from the arena's beginning
 *
 * A response is a view into the arena, valid until the next request on this connection is sent: whoever reads must
 * have copied what is kept by then. Sign-in answers, which kafkajs reads its own way, are passed on as copies.
 */
export class FetchArena {
  readonly #connection: Connection
  #arena: Buffer = Buffer.allocUnsafeSlow(INITIAL_BYTES)
  #filled = 0

  private constructor(connection: Connection) {
    this.#connection = connection
  }

  /** Puts an arena under a connection that is not connected yet. */
  static install(connection: Connection, fallback: SocketFactory): void {
    const arena = new FetchArena(connection)
    connection.socketFactory = (request) => {
      arena.#filled = 0
      // TLS sockets have no `onread`: their reads are copied into the arena.
      if (request.ssl !== null) return fallback(request)
      return arena.#connect(request)
    }
    connection.processData = (data) => arena.#take(data)
  }

  #connect({ host, port, onConnect }: Parameters<SocketFactory>[0]): Socket {
    const onread = {
      buffer: () => this.#room(),
      callback: (bytes: number) => {
        this.#advance(bytes)
        return true
      }
    }
    const socket = connect({ host, port, noDelay: true, onread }, onConnect)
    socket.setKeepAlive(true, KEEP_ALIVE_MS)
    return socket
  }

  #take(data: Buffer): void {
    for (let at = 0; at < data.length;) {
      const bytes = data.copy(this.#room(), 0, at)
      at += bytes
      this.#advance(bytes)
    }
  }

  /** The free part of the arena, with room for the rest of the response that is coming in. */
  #room(): Buffer {
    const expected = this.#filled < SIZE_BYTES ? 0 : SIZE_BYTES + this.#arena.readInt32BE(0)
    const needed = Math.max(expected, this.#filled + READ_BYTES)
    if (needed > this.#arena.length) {
      const larger = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(needed)))
      this.#arena.copy(larger, 0, 0, this.#filled)
      this.#arena = larger
    }
    return this.#arena.subarray(this.#filled)
  }

  #advance(bytes: number): void {
    if (this.#connection.authHandlers !== null) {
      const answer = Buffer.from(this.#arena.subarray(this.#filled, this.#filled + bytes))
      this.#processAnswer(answer)
      return
    }
    this.#filled += bytes
    while (this.#filled >= SIZE_BYTES) {
      const end = SIZE_BYTES + this.#arena.readInt32BE(0)
      if (this.#filled < end) return
      this.#respond(end)
    }
  }

  #respond(end: number): void {
    const rest = this.#filled - end
    // More than one response at once is not what a fetch loop asks for: the arena's beginning is needed again.
    const frame = rest === 0 ? this.#arena : Buffer.from(this.#arena.subarray(0, end))
    if (rest > 0) this.#arena.copyWithin(0, end, this.#filled)
    this.#filled = rest
    this.#connection.requestQueue.fulfillRequest({
      size: end - SIZE_BYTES,
      correlationId: frame.readInt32BE(SIZE_BYTES),
      payload: frame.subarray(SIZE_BYTES + CORRELATION_BYTES, end)
    })
  }

  /** kafkajs's own way to read, which `install` put aside. */
  #processAnswer(answer: Buffer): void {
    const { processData } = Object.getPrototypeOf(this.#connection) as Connection
    processData.call(this.#connection, answer)
  }
}
