import { setTimeout as sleep } from 'node:timers/promises'
import { parseSettings } from '../config/settings.js'
import { MillraceError } from '../errors.js'
import { StatusSchema, type StatusAnswer } from '../http/api/schemas.js'
import { EXIT, STOP_SIGNALS, type CliIo } from './io.js'
import { statusScreen } from './status-screen.js'

export interface StatusOptions {
  /** Where the service's REST answers; default: this machine, the port of the settings. */
  readonly url?: string
  readonly json?: boolean
  /** Look once, even on a terminal. */
  readonly once?: boolean
  /** That it answers is enough: what a container's health check asks. */
  readonly alive?: boolean
}

const INTERVAL_MS = 1000
const TIMEOUT_MS = 5000
const CLEAR = '\u001b[H\u001b[J'

/**
 * `millrace status`: a running service on one screen, again every second on a terminal until Ctrl-C. Exit code 0 when it
 * is ready, 4 when it answers and is not.
 * @throws MillraceError STATUS_UNREACHABLE
 */
export async function runStatusCommand(options: StatusOptions, io: CliIo): Promise<number> {
  const url = options.url ?? ownUrl(io)
  const isLive = io.stdout.isTTY === true && options.json !== true && options.once !== true
  if (!isLive) {
    const answer = await fetchStatus(url)
    io.stdout.write(options.json === true ? `${JSON.stringify(answer, null, 2)}\n` : statusScreen(answer))
    return answer.readiness.ready || options.alive === true ? EXIT.ok : EXIT.notReady
  }
  const stopping = new AbortController()
  const stop = (): void => stopping.abort()
  for (const signal of STOP_SIGNALS) io.signals.on(signal, stop)
  try {
    while (!stopping.signal.aborted) {
      io.stdout.write(CLEAR + (await screenOf(url)))
      await sleep(INTERVAL_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  } finally {
    for (const signal of STOP_SIGNALS) io.signals.off(signal, stop)
  }
  return EXIT.ok
}

/** A service that restarts is waited for. */
async function screenOf(url: string): Promise<string> {
  try {
    return statusScreen(await fetchStatus(url))
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n`
  }
}

function ownUrl(io: CliIo): string {
  const { settings } = parseSettings(io.env, io.file)
  return `http://127.0.0.1:${settings.processing_http_port}`
}

async function fetchStatus(url: string): Promise<StatusAnswer> {
  const unreachable = (reason: string): MillraceError =>
    new MillraceError('STATUS_UNREACHABLE', { url, reason })
  let response: Response
  try {
    response = await fetch(new URL('/api/status', url), { signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    throw unreachable(cause instanceof Error ? cause.message : String(cause))
  }
  if (!response.ok) throw unreachable(`it answered ${response.status}`)
  const parsed = StatusSchema.safeParse(await response.json())
  if (!parsed.success)
    throw unreachable('what answers there is another version of Millrace, or something else')
  return parsed.data
}
