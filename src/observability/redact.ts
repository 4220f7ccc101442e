const REDACTED = '[REDACTED]'

/** Deeper than any field of ours; what lies below is cut, not printed. */
const MAX_DEPTH = 64

type Fields = Record<string, unknown>

/** Copies log fields, the secret ones hidden. */
export type Redact = (fields: object) => Fields

/**
 * Makes the function that prepares log fields: a copy made of plain values only, in which every field whose name
 * contains one of `patterns`, in any case and at any depth, is `[REDACTED]`. Errors become objects with type,
 * message, code, stack and cause, bytes become their number, cycles and depths beyond 64 are cut.
 */
export function redactor(patterns: readonly string[]): Redact {
  const lowered = patterns.map((pattern) => pattern.toLowerCase())
  const isSecret = (name: string): boolean => {
    const lower = name.toLowerCase()
    return lowered.some((pattern) => lower.includes(pattern))
  }

  function copyEntries(entries: Iterable<readonly [string, unknown]>, path: readonly object[]): Fields {
    const copy: Fields = {}
    for (const [name, value] of entries) {
      copy[name] = isSecret(name) ? REDACTED : copyValue(value, path)
    }
    return copy
  }

  function copyObject(value: object, path: readonly object[]): unknown {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
    if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return `<${value.byteLength} bytes>`
    if (path.includes(value)) return '[Circular]'
    if (path.length >= MAX_DEPTH) return '[Deep]'
    const inner = [...path, value]
    if (value instanceof Error) return copyEntries(errorEntries(value), inner)
    if (Array.isArray(value)) return value.map((item: unknown) => copyValue(item, inner))
    if (value instanceof Set) return [...value].map((item: unknown) => copyValue(item, inner))
    if (value instanceof Map) {
      return copyEntries(
        [...value].map(([name, item]: [unknown, unknown]) => [String(name), item] as const),
        inner
      )
    }
    return copyEntries(Object.entries(value), inner)
  }

  function copyValue(value: unknown, path: readonly object[]): unknown {
    if (typeof value === 'bigint') return value.toString()
    if (typeof value === 'function' || typeof value === 'symbol') return undefined
    return typeof value === 'object' && value !== null ? copyObject(value, path) : value
  }

  return (fields) => copyEntries(Object.entries(fields), [fields])
}

function errorEntries(error: Error): [string, unknown][] {
  const entries: [string, unknown][] = [
    ['type', error.name],
    ['message', error.message],
    ['stack', error.stack]
  ]
  if (error.cause !== undefined) entries.push(['cause', error.cause])
  if (error instanceof AggregateError) entries.push(['errors', error.errors])
  const own = Object.entries(error).filter(([name]) => name !== 'name' && name !== 'cause')
  return [...entries, ...own]
}
