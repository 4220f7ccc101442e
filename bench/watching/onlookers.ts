import { get, type ClientRequest } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'

/** The ports of a service that is watched. */
export interface Ports {
  readonly http: number
  readonly metrics: number
}

/** Somebody who looks at a service for as long as it is measured. */
export interface Onlooker {
  readonly label: string
  /** Whether the service opens its ports. */
  readonly ports: boolean
  /** Begins to look; a service that does not listen yet is tried again. Answers with how to end it. */
  readonly look: (ports: Ports) => () => void
}

const SCRAPE_MS = 5000
const RETRY_MS = 200

const nothing = (): void => undefined

/** From nobody, and nothing that could be looked at, to all of them at once. */
export const ONLOOKERS: readonly Onlooker[] = [
  { label: 'no ports', ports: false, look: () => nothing },
  { label: 'nobody', ports: true, look: () => nothing },
  { label: 'prometheus', ports: true, look: scrape },
  { label: 'dashboard', ports: true, look: listen },
  { label: 'both', ports: true, look: (ports) => both(scrape(ports), listen(ports)) }
]

function both(...ends: readonly (() => void)[]): () => void {
  return () => ends.forEach((end) => end())
}

/** Prometheus's way: the metrics every five seconds, the first ones as soon as the port is open. */
function scrape({ metrics }: Ports): () => void {
  let timer: NodeJS.Timeout
  let request: ClientRequest
  const again = (after: number): void => void (timer = setTimeout(once, after))
  const once = (): void => {
    request = get({ host: '127.0.0.1', port: metrics, path: '/metrics' }, (response) => {
      response.resume().on('end', () => again(SCRAPE_MS))
    })
    request.on('error', () => again(RETRY_MS))
  }
  once()
  return () => {
    request.destroy()
    clearTimeout(timer)
  }
}

/** An open page: the history once, then the events for as long as they come. */
function listen({ http }: Ports): () => void {
  let timer: NodeJS.Timeout
  let events: ClientRequest
  const open = (): void => {
    const again = (): void => void (timer = setTimeout(open, RETRY_MS))
    events = get({ host: '127.0.0.1', port: http, path: '/api/events' }, (response) => {
      get({ host: '127.0.0.1', port: http, path: '/api/history' }, (history) => history.resume()).on(
        'error',
        nothing
      )
      response.resume().on('close', again)
    })
    events.on('error', again)
  }
  open()
  return () => {
    events.removeAllListeners().on('error', nothing).destroy()
    clearTimeout(timer)
  }
}

/** Two ports that nobody has at this moment. */
export async function freePorts(): Promise<Ports> {
  return { http: await freePort(), metrics: await freePort() }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}

/** The settings of a service that has these ports, or none. */
export function portSettings(ports: Ports | null): Readonly<Record<string, string>> {
  return {
    PROCESSING_HTTP_HOST: '127.0.0.1',
    PROCESSING_HTTP_PORT: String(ports?.http ?? 0),
    PROCESSING_METRICS_PORT: String(ports?.metrics ?? 0)
  }
}
