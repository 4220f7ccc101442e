import { z } from 'zod'
import type { Route } from './route.js'

/** What a refused request is answered with, here as at Flink. */
const ErrorsSchema = z.object({ errors: z.array(z.string()) }).describe('What is wrong.')

/** The OpenAPI 3.1 document of the routes: their schemas are those that the answers are checked against. */
export function openApiDocument(routes: readonly Route[], version: string): object {
  const paths: Record<string, Record<string, object>> = {}
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Millrace',
      version,
      description:
        'State of one Millrace service. Paths tagged Flink are those of Flink, also under /v1; the application is its one job.',
      license: { name: 'Apache 2.0', identifier: 'Apache-2.0' }
    },
    servers: [{ url: '/' }],
    tags: [{ name: 'Probes' }, { name: 'Flink' }, { name: 'Millrace' }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The setting processing_http_token.' }
      }
    }
  }
}

function operation(route: Route): object {
  const answers = Object.entries(route.answers).map(
    ([status, schema]) =>
      [status, { description: schema.description ?? 'The answer.', content: json(schema) }] as const
  )
  const refused = { description: 'The request was refused.', content: json(ErrorsSchema) }
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.tag],
    parameters: [...pathParameters(route), ...queryParameters(route)],
    ...(route.body && { requestBody: { required: false, content: json(route.body) } }),
    security: route.changes ? [{ token: [] }, {}] : [],
    responses: { ...Object.fromEntries(answers), '4XX': refused }
  }
}

function operationId({ method, path }: Route): string {
  const words = path.split(/[^A-Za-z]+/).filter((word) => word !== '')
  return [method.toLowerCase(), ...words.map((word) => word[0]!.toUpperCase() + word.slice(1))].join('')
}

function pathParameters({ path }: Route): object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' }
  }))
}

function queryParameters({ query }: Route): object[] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: schemaOf(schema as z.ZodType)
  }))
}

function json(schema: z.ZodType): object {
  return { 'application/json': { schema: schemaOf(schema) } }
}

function schemaOf(schema: z.ZodType): object {
  const made: Record<string, unknown> = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output' })
  return Object.fromEntries(Object.entries(made).filter(([key]) => key !== '$schema'))
}
