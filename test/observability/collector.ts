import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that a collector got. */
export interface Received {
  readonly path: string
  readonly type: string
  readonly header: string
  readonly body: Buffer
}

/** A collector of OTLP over HTTP, which keeps what it gets, and to which the environment points while it runs. */
export class Collector {
  readonly received: Received[] = []
  readonly #server: Server

  private constructor() {
    this.#server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { 'content-type': type = '', 'x-team': header = '' } = request.headers
        this.received.push({ path: request.url ?? '', type, header: String(header), body })
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end()
      })
    })
  }

  static async start(): Promise<Collector> {
    const collector = new Collector()
    await new Promise<void>((resolve) => collector.#server.listen(0, '127.0.0.1', resolve))
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url
    process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'x-team=streams'
    return collector
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT']
    delete process.env['OTEL_EXPORTER_OTLP_HEADERS']
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
