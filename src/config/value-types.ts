import { accessSync, constants } from 'node:fs'
import { z } from 'zod'

/**
 * How the text of an environment variable becomes a value. The schema decides, `allowed` says the same in words:
 * it is what the user reads in `--help`, in docs/settings.md and when the value is refused.
 */
export interface ValueType<T> {
  readonly schema: z.ZodType<T, string>
  readonly allowed: string
}

/** Any text that is not empty. */
export function text(allowed = 'any text'): ValueType<string> {
  return { schema: z.string().min(1), allowed }
}

/** A whole number in [min, max]. */
export function integer(min: number, max: number): ValueType<number> {
  const schema = z
    .string()
    .regex(/^[+-]?\d+$/)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))
  return { schema, allowed: `a whole number from ${min} to ${max}` }
}

/** A decimal number in [min, max], with or without a fraction; no exponent. */
export function decimal(min: number, max: number): ValueType<number> {
  const schema = z
    .string()
    .regex(/^[+-]?(\d+(\.\d*)?|\.\d+)$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
  return { schema, allowed: `a number from ${min} to ${max}, fractions allowed` }
}

/** `true`, `false`, `1` or `0`, in any case. */
export function boolean(): ValueType<boolean> {
  const schema = z
    .string()
    .toLowerCase()
    .pipe(z.enum(['true', 'false', '1', '0']))
    .transform((word) => word === 'true' || word === '1')
  return { schema, allowed: 'true, false, 1 or 0' }
}

/** One of a few words, in any case; the value is the word as written here. */
export function oneOf<const W extends string>(words: readonly [W, ...W[]]): ValueType<W> {
  const schema = z.string().transform((given, context): W => {
    const word = words.find((candidate) => candidate.toLowerCase() === given.toLowerCase())
    if (word !== undefined) return word
    context.addIssue({ code: 'custom', message: 'not one of the words' })
    return z.NEVER
  })
  const all: readonly string[] = words
  return { schema, allowed: `${all.slice(0, -1).join(', ')} or ${all.at(-1)}` }
}

/** A JSON list of texts, none of them empty; `least` is the fewest that make sense. */
export function textList(least: number): ValueType<readonly string[]> {
  const schema = z
    .string()
    .transform((given, context): unknown => {
      try {
        return JSON.parse(given)
      } catch {
        context.addIssue({ code: 'custom', message: 'not JSON' })
        return z.NEVER
      }
    })
    .pipe(z.array(z.string().min(1)).min(least))
  const few = least === 0 ? '' : `, at least ${least}`
  return { schema, allowed: `a JSON list of texts${few}, such as ["a","b"]` }
}

/** What {@link isTopicName} tells, in words. */
export const TOPIC_NAME = 'a topic name: up to 249 letters, digits, ".", "_" and "-"'

/** Would Kafka take it for a topic's name? */
export function isTopicName(name: string): boolean {
  return /^[\w.-]{1,249}$/.test(name) && name !== '.' && name !== '..'
}

/** What Kafka takes for a topic's name. */
export function topic(): ValueType<string> {
  return { schema: z.string().refine(isTopicName), allowed: TOPIC_NAME }
}

/** A topic; unset by default. */
export function optionalTopic(): ValueType<string | undefined> {
  return topic()
}

/** What Kafka takes for a static member's name. */
export function instanceId(): ValueType<string> {
  return { ...topic(), allowed: 'a name: up to 249 letters, digits, ".", "_" and "-"' }
}

/**
 * What Kafka's Java clients take as bootstrap servers: `host:port` pairs, comma-separated, each perhaps with a protocol
 * before it; an IPv6 address stands in brackets, with a scope or not; an entry that is empty is passed over.
 */
export function brokerList(): ValueType<readonly string[]> {
  const broker = z
    .string()
    .regex(/^(?:[\w\-%.]*:\/\/)?(?:\[[\w\-%.:]+\]|[^\s:,[\]/]+):\d{1,5}$/)
    .refine((pair) => {
      const port = Number(pair.slice(pair.lastIndexOf(':') + 1))
      return port >= 1 && port <= 65535
    })
  const schema = z
    .string()
    .transform((given) => given.split(',').flatMap((pair) => pair.trim() || []))
    .pipe(z.array(broker).min(1))
  return { schema, allowed: 'host:port, or several of them with commas between' }
}

/** A file that exists and can be read; unset by default. */
export function readableFile(): ValueType<string | undefined> {
  const schema = z.string().refine((path) => {
    try {
      accessSync(path, constants.R_OK)
      return true
    } catch {
      return false
    }
  })
  return { schema, allowed: 'a file that exists and can be read' }
}

/** Any text; unset by default. */
export function optionalText(): ValueType<string | undefined> {
  return { schema: z.string(), allowed: 'any text' }
}
