import { MillraceError } from '../errors.js'

/**
 * A connector as the command line names it: `kind[:part,part…]`. A part `name=value` is an option, any other part
 * a value (a path). A path that looks like an option is written with a leading `./`.
 *
 *     file:monday.ndjson,tuesday.ndjson.gz,at_end=hold        datagen:rate=1000,users=500        print
 */
export interface ConnectorSpec {
  readonly kind: string
  readonly values: readonly string[]
  readonly options: ReadonlyMap<string, string>
}

const OPTION = /^([a-z][a-z0-9_]*)=(.*)$/

export function parseSpec(text: string): ConnectorSpec {
  const colon = text.indexOf(':')
  const kind = colon < 0 ? text : text.slice(0, colon)
  const values: string[] = []
  const options = new Map<string, string>()
  for (const part of colon < 0 ? [] : text.slice(colon + 1).split(',')) {
    const option = OPTION.exec(part)
    if (option !== null) options.set(option[1]!, option[2]!)
    else if (part !== '') values.push(part)
  }
  return { kind, values, options }
}

/**
 * Reads the options of one connector, each by its type, and at the end refuses those that nobody asked for. Every
 * wrong option is a CONNECTOR_OPTION error.
 */
export class OptionReader {
  readonly #spec: ConnectorSpec
  readonly #known = new Set<string>()

  constructor(spec: ConnectorSpec) {
    this.#spec = spec
  }

  number(name: string, fallback: number, range: { min: number; max?: number; integer?: boolean }): number {
    const text = this.text(name)
    if (text === undefined) return fallback
    const value = text.trim() === '' ? NaN : Number(text)
    const max = range.max ?? Number.MAX_SAFE_INTEGER
    const integer = range.integer ?? true
    if (value >= range.min && value <= max && (!integer || Number.isInteger(value))) return value
    throw this.#wrong(name, text, `${integer ? 'an integer' : 'a number'} from ${range.min} to ${max}`)
  }

  choice<T extends string>(name: string, fallback: T, allowed: readonly T[]): T {
    const text = this.text(name)
    if (text === undefined) return fallback
    const value = allowed.find((candidate) => candidate === text)
    if (value === undefined) throw this.#wrong(name, text, `one of ${allowed.join(', ')}`)
    return value
  }

  boolean(name: string, fallback: boolean): boolean {
    return this.choice(name, fallback ? 'true' : 'false', ['true', 'false']) === 'true'
  }

  /** A time: epoch milliseconds or ISO 8601; answers in epoch milliseconds. */
  time(name: string, fallback: number, range: { min: number; max: number }): number {
    const text = this.text(name)
    if (text === undefined) return fallback
    const value = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text)
    if (value >= range.min && value <= range.max) return value
    const [min, max] = [range.min, range.max].map((time) => new Date(time).toISOString())
    throw this.#wrong(name, text, `epoch milliseconds or an ISO 8601 time from ${min!} to ${max!}`)
  }

  /** The values, of which there must be one at least; `name` says what they are. */
  values(name: string, expected: string): readonly string[] {
    const { values } = this.#spec
    if (values.length === 0) throw this.#wrong(name, 'none', expected)
    return values
  }

  text(name: string): string | undefined {
    this.#known.add(name)
    return this.#spec.options.get(name)
  }

  /** Call once all options are read: refuses unknown ones, and values unless `values` are taken. */
  finish(takes: { values: boolean }): void {
    for (const [name, text] of this.#spec.options) {
      if (this.#known.has(name)) continue
      throw this.#wrong(
        name,
        text,
        `no option of this connector; its options: ${[...this.#known].join(', ') || 'none'}`
      )
    }
    const value = this.#spec.values[0]
    if (!takes.values && value !== undefined) throw this.#wrong(value, value, 'an option, written name=value')
  }

  #wrong(option: string, found: string, expected: string): MillraceError {
    return new MillraceError('CONNECTOR_OPTION', { connector: this.#spec.kind, option, found, expected })
  }
}
