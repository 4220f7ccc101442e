/** Settings that an application brings along: rows beside those of the table, from schemas of zod. */
import { z } from 'zod'
import { setting, type Setting } from './setting.js'
import { SETTINGS_TABLE } from './settings-table.js'
import { topic } from './value-types.js'

/** What an application adds to the settings. */
export interface ApplicationSettings {
  /** Each member of them is a setting. */
  readonly schemas: readonly z.ZodObject[]
  /** Topics of its sources and sinks by the names of these, as the application defines them. */
  readonly topics: ReadonlyMap<string, string>
}

export const NO_APPLICATION: ApplicationSettings = { schemas: [], topics: new Map() }

/** Values by key, and what is wrong with those that were given. */
interface ReadSchema {
  readonly values: Readonly<Record<string, unknown>>
  readonly problems: readonly string[]
}

/** A row for each setting that the application declares: what `config` shows and files may hold. */
export function declaredRows({
  schemas,
  topics
}: ApplicationSettings): ReadonlyMap<string, Setting<unknown>> {
  const rows = new Map<string, Setting<unknown>>()
  for (const [name, initial] of topics) {
    const key = `kafka_topic_${name}`
    // What the table has is told by the table, unless the application defines another topic.
    rows.set(key, setting('Kafka', topic(), initial, `Topic of ${name}.`))
  }
  for (const { shape } of schemas) {
    for (const [key, schema] of Object.entries(shape)) rows.set(key, rowOf(schema as z.ZodType))
  }
  return rows
}

/** What is wrong with the declarations themselves. */
export function declarationProblems({ schemas }: ApplicationSettings): string[] {
  const keys = schemas.flatMap(({ shape }) => Object.keys(shape))
  return keys.flatMap((key, index) => {
    if (!/^[a-z][a-z0-9_]*$/.test(key)) return [`${key}: not a name for a setting; expected a-z, 0-9 and "_"`]
    if (Object.hasOwn(SETTINGS_TABLE, key)) return [`${key}: a setting of Millrace; give yours another name`]
    if (keys.indexOf(key) < index) return [`${key}: declared twice; give one of them another name`]
    return []
  })
}

/** Reads what is given for the members of a schema. */
export function readSchema(schema: z.ZodObject, given: ReadonlyMap<string, string>): ReadSchema {
  const raw = Object.fromEntries(Object.keys(schema.shape).map((key) => [key, given.get(key)]))
  const parsed = schema.safeParse(raw)
  if (parsed.success) return { values: parsed.data, problems: [] }
  const problems = parsed.error.issues.map(({ path: [key], message }) => {
    if (typeof key !== 'string') return `${Object.keys(schema.shape).join(', ')}: ${message}`
    const text = given.get(key)
    const found = text === undefined ? 'not set' : `${JSON.stringify(text)} is not allowed`
    const allowed = allowedText(schema.shape[key] as z.ZodType)
    return `${key}: ${found}; expected ${allowed} (${message})`
  })
  return { values: {}, problems: [...new Set(problems)] }
}

function rowOf(schema: z.ZodType): Setting<unknown> {
  const initial = schema.safeParse(undefined)
  return {
    group: 'Application',
    schema: schema as z.ZodType<unknown, string>,
    allowed: allowedText(schema),
    default: initial.success ? initial.data : undefined,
    purpose: schema.description ?? 'A setting of the application.'
  }
}

/** What a schema takes, in words, as far as JSON Schema can say it. */
function allowedText(schema: z.ZodType): string {
  const {
    type,
    minimum,
    maximum,
    enum: words
  } = z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' })
  if (words !== undefined) return words.join(', ')
  if (type === 'integer' || type === 'number') {
    const bounds = [
      minimum !== undefined && minimum > -Number.MAX_SAFE_INTEGER ? ` from ${minimum}` : '',
      maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER ? ` to ${maximum}` : ''
    ].join('')
    return `${type === 'integer' ? 'a whole number' : 'a number'}${bounds}`
  }
  if (type === 'boolean') return 'true or false'
  return type === 'string' ? 'any text' : 'what its schema takes'
}
