import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { StatusSchema } from './api/schemas.js'
import { statusAnswer } from './api/status-answer.js'
import type { ApiContext } from './api-context.js'
import { HttpError } from './route.js'

const INTERVAL_MS = 1000
const MAX_CLIENTS = 32
/** Who has not taken so much is too slow, and cut. */
const MAX_UNSENT_BYTES = 1 << 20

/**
 * `/api/events`: the status once a second as server-sent events, while somebody listens. It is made once for all
 * listeners; one that does not read is cut.
 */
export class StatusEvents {
  readonly #context: ApiContext
  readonly #clients = new Set<ServerResponse>()
  #timer: NodeJS.Timeout | undefined

  constructor(context: ApiContext) {
    this.#context = context
  }

  serve(server: FastifyInstance): void {
    server.get('/api/events', async (request, reply) => {
      if (this.#clients.size >= MAX_CLIENTS) throw new HttpError(503, `${MAX_CLIENTS} pages listen already.`)
      reply.hijack()
      const { socket } = request.raw
      socket.setTimeout(0)
      socket.setNoDelay(true)
      const headers = reply.getHeaders() as Record<string, string>
      reply.raw.writeHead(200, { ...headers, 'content-type': 'text/event-stream', connection: 'keep-alive' })
      this.#add(reply.raw)
    })
    server.addHook('preClose', async () => this.close())
  }

  close(): void {
    clearInterval(this.#timer)
    for (const client of this.#clients) client.destroy()
    this.#clients.clear()
  }

  #add(client: ServerResponse): void {
    this.#clients.add(client)
    client.on('close', () => this.#remove(client))
    client.on('error', () => this.#remove(client))
    client.write(`retry: 2000\n${this.#event()}`)
    this.#timer ??= setInterval(() => this.#send(), INTERVAL_MS).unref()
  }

  #remove(client: ServerResponse): void {
    this.#clients.delete(client)
    if (this.#clients.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #send(): void {
    const event = this.#event()
    for (const client of this.#clients) {
      if (client.writableLength > MAX_UNSENT_BYTES) client.destroy()
      else client.write(event)
    }
  }

  #event(): string {
    return `event: status\ndata: ${JSON.stringify(StatusSchema.parse(statusAnswer(this.#context)))}\n\n`
  }
}
