import { writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Settings } from '../config/settings.js'
import { MillraceError } from '../errors.js'
import { createLogger } from '../observability/log.js'
import { readBoundary } from '../service/boundary.js'
import { boundaryText } from './boundary.js'
import { configured } from './coordinator.js'
import { EXIT, type CliIo } from './io.js'

export interface StopOptions {
  /** Where the service's REST answers; default: this machine, the port of the settings. */
  readonly url?: string
  /** Say where it stopped, so that another engine can go on there. */
  readonly atBoundary?: boolean
  /** Where that is written; default: standard output. */
  readonly output?: string
}

const REQUEST_TIMEOUT_MS = 5000
const STOP_TIMEOUT_MS = 60_000
const LOOK_MS = 100

/**
 * `millrace stop`: tells a running service to finish what is under way, commit it and end, and waits for that. With
 * `--at-boundary` it takes a snapshot before, and says afterwards where the service stopped; where none answers, it says
 * where the last one did.
 * @throws MillraceError STATUS_UNREACHABLE, STOP_REFUSED, STOP_TIMEOUT, BOUNDARY_NONE
 */
export async function runStopCommand(options: StopOptions, io: CliIo): Promise<number> {
  const { parsed, coordinator } = configured(io)
  const { settings } = parsed
  const service = new RunningInstance(
    options.url ?? `http://127.0.0.1:${settings.processing_http_port}`,
    settings
  )
  const job = await service.job()
  if (job !== null) {
    if (options.atBoundary === true) await service.snapshot(job)
    await service.stop(job)
  } else if (options.atBoundary !== true) {
    throw new MillraceError('STATUS_UNREACHABLE', { url: service.url, reason: 'nothing listens there' })
  }
  if (options.atBoundary !== true) return EXIT.ok
  const text = boundaryText(
    await readBoundary(coordinator.statementSet(), settings, createLogger(settings, io.stderr))
  )
  if (options.output === undefined) io.stdout.write(text)
  else writeBoundary(options.output, text)
  return EXIT.ok
}

function writeBoundary(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new MillraceError('EXPORT_FILE', { path, reason }, { cause: error })
  }
}

const Jobs = z.object({ jobs: z.array(z.object({ id: z.string() })) })
const Trigger = z.object({ 'request-id': z.string() })
const Savepoint = z.object({ status: z.object({ id: z.string() }) })

/** A service as its REST shows it, by the paths that Flink's has. */
class RunningInstance {
  readonly url: string
  readonly #token: string | undefined

  constructor(url: string, settings: Settings) {
    this.url = url
    this.#token = settings.processing_http_token
  }

  /** The id of its job; null where nobody answers. */
  async job(): Promise<string | null> {
    const answer = await this.#ask('GET', '/jobs')
    return answer === null ? null : (Jobs.parse(answer).jobs[0]?.id ?? null)
  }

  /** Takes a snapshot; one that fails is not missed, it only shortens what is read again. */
  async snapshot(job: string): Promise<void> {
    const id = Trigger.parse(await this.#ask('POST', `/jobs/${job}/savepoints`, {}))['request-id']
    const deadline = performance.now() + STOP_TIMEOUT_MS
    while (performance.now() < deadline) {
      const answer = await this.#ask('GET', `/jobs/${job}/savepoints/${id}`)
      if (answer === null || Savepoint.parse(answer).status.id === 'COMPLETED') return
      await sleep(LOOK_MS)
    }
  }

  /** Resolves once it no longer answers. */
  async stop(job: string): Promise<void> {
    await this.#ask('PATCH', `/jobs/${job}?mode=stop`, {})
    const deadline = performance.now() + STOP_TIMEOUT_MS
    while ((await this.#ask('GET', '/jobs')) !== null) {
      if (performance.now() > deadline) {
        throw new MillraceError('STOP_TIMEOUT', { url: this.url, seconds: STOP_TIMEOUT_MS / 1000 })
      }
      await sleep(LOOK_MS)
    }
  }

  /** Null where nobody answers. */
  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    let response: Response
    try {
      response = await fetch(new URL(path, this.url), {
        method,
        headers: {
          ...(body && { 'content-type': 'application/json' }),
          ...(this.#token !== undefined && { authorization: `Bearer ${this.#token}` })
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS)
      })
    } catch {
      return null
    }
    if (response.ok) return response.json()
    throw new MillraceError('STOP_REFUSED', { url: this.url, reason: `it answered ${response.status}` })
  }
}
