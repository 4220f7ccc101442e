import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { API, type KafkaRequest } from './request.js'
import { Reader, Writer } from './wire.js'

/** What a listener of a broker speaks, as far as it could be found out. */
export interface ListenerKind {
  readonly tls: boolean
  /** Whether it asks for a sign-in; null: it did not say. */
  readonly sasl: boolean | null
}

const PROBE_TIMEOUT_MS = 2000
const LARGEST_ANSWER = 1 << 20
const ILLEGAL_SASL_STATE = 34

/**
 * Finds out what a listener speaks. Brokers close a connection that does not speak what they expect without a word,
 * which looks like a broker that is gone: so the other ways are tried.
 *
 * @returns null when nothing answers in either way
 */
export async function probeListener(host: string, port: number): Promise<ListenerKind | null> {
  if (await answers(() => connectPlain({ host, port }))) {
    return { tls: false, sasl: await asksForSignIn(() => connectPlain({ host, port })) }
  }
  const secure = (): Socket => connectTls({ host, port, rejectUnauthorized: false })
  if (!(await speaksTls(secure))) return null
  return { tls: true, sasl: await asksForSignIn(secure).catch(() => null) }
}

async function answers(connect: () => Socket): Promise<boolean> {
  return exchange(connect, API_VERSIONS).then(
    () => true,
    () => false
  )
}

/** Null where the connection ends before it says so, as where a client's certificate is asked for. */
async function asksForSignIn(connect: () => Socket): Promise<boolean | null> {
  return exchange(connect, SASL_HANDSHAKE).then(
    (code) => code !== ILLEGAL_SASL_STATE,
    () => null
  )
}

function speaksTls(connect: () => Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect()
    const end = (speaks: boolean) => (): void => {
      socket.destroy()
      resolve(speaks)
    }
    socket.setTimeout(PROBE_TIMEOUT_MS, end(false))
    socket.once('secureConnect', end(true))
    socket.once('error', end(false))
    socket.once('close', end(false))
  })
}

const API_VERSIONS: KafkaRequest<number> = {
  ...{ apiKey: API.ApiVersions, apiVersion: 0, apiName: 'ApiVersions' },
  encode: () => Buffer.alloc(0),
  decode: (answer) => new Reader(answer).int16()
}

const SASL_HANDSHAKE: KafkaRequest<number> = {
  ...{ apiKey: API.SaslHandshake, apiVersion: 1, apiName: 'SaslHandshake' },
  encode: () => new Writer().string('PLAIN').finish(),
  decode: (answer) => new Reader(answer).int16()
}

/**
 * One request on a connection of its own.
 *
 *     request:  size i32, api i16, version i16, correlation id i32, client id string, body
 *     response: size i32, correlation id i32, body
 */
function exchange<T>(connect: () => Socket, request: KafkaRequest<T>): Promise<T> {
  const { apiKey, apiVersion } = request
  const body = new Writer()
    .int16(apiKey)
    .int16(apiVersion)
    .int32(apiKey)
    .string('probe')
    .raw(request.encode())
  return new Promise((resolve, reject) => {
    const socket = connect()
    let received = Buffer.alloc(0)
    const fail = (): void => {
      socket.destroy()
      reject(new Error('no answer'))
    }
    socket.setTimeout(PROBE_TIMEOUT_MS, fail)
    socket.once('error', fail)
    socket.once('close', fail)
    socket.on('data', (data) => {
      received = Buffer.concat([received, data])
      const size = received.length < 8 ? 0 : received.readInt32BE(0)
      if (received.length >= 8 && (size > LARGEST_ANSWER || received.readInt32BE(4) !== apiKey)) return fail()
      if (size === 0 || received.length < 4 + size) return
      resolve(request.decode(received.subarray(8)))
      socket.destroy()
    })
    socket.write(new Writer().bytes(body.finish()).finish())
  })
}
