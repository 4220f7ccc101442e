import type { z } from 'zod'

/** What a handler is given of a request, checked against the route's schemas. */
export interface RouteRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: unknown
}

/** A body that is checked against the route's schema, and its status. */
export interface RouteAnswer {
  readonly status: number
  readonly body: unknown
}

/** One path of the REST interface: what is served and what the OpenAPI document says come from the same object. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Parameters are written `:name`. */
  readonly path: string
  readonly tag: 'Probes' | 'Flink' | 'Millrace'
  readonly summary: string
  /** It changes something: only who is allowed to may ask. */
  readonly changes?: true
  readonly query?: z.ZodObject
  readonly body?: z.ZodType
  /** The schema of the body by HTTP status. */
  readonly answers: Readonly<Record<number, z.ZodType>>
  readonly handle: (request: RouteRequest) => RouteAnswer | Promise<RouteAnswer>
}

/** Refuses a request with a status and a sentence. */
export class HttpError extends Error {
  readonly statusCode: number

  constructor(statusCode: number, message: string) {
    super(message)
    this.name = 'HttpError'
    this.statusCode = statusCode
  }
}

export function ok(body: unknown): RouteAnswer {
  return { status: 200, body }
}
