import { parseArgs } from 'node:util'

/** Reads `--name value` and `--name` from the command line; what is not listed is an error. */
export class Options {
  readonly #values: Readonly<Record<string, unknown>>

  constructor(names: { readonly values?: readonly string[]; readonly flags?: readonly string[] }) {
    const options = Object.fromEntries([
      ...(names.values ?? []).map((name) => [name, { type: 'string' as const }]),
      ...(names.flags ?? []).map((name) => [name, { type: 'boolean' as const }])
    ])
    this.#values = parseArgs({ options }).values
  }

  flag(name: string): boolean {
    return this.#values[name] === true
  }

  /** null: it is not given. */
  text(name: string): string | null {
    const text = this.#values[name]
    return typeof text === 'string' ? text : null
  }

  number(name: string, otherwise: number): number {
    return this.numbers(name, [otherwise])[0] ?? otherwise
  }

  /** Numbers above 0 with commas between them. */
  numbers(name: string, otherwise: readonly number[]): readonly number[] {
    const numbers = this.list(name, otherwise)
    if (numbers.some((number) => number === 0)) throw new Error(`--${name} takes numbers above 0`)
    return numbers
  }

  /** Numbers with commas between them, 0 among them. */
  list(name: string, otherwise: readonly number[]): readonly number[] {
    const text = this.#values[name]
    if (typeof text !== 'string') return otherwise
    const numbers = text.split(',').map(Number)
    if (numbers.some((number) => !(number >= 0))) throw new Error(`--${name} takes no numbers below 0`)
    return numbers
  }

  choice<T extends string>(name: string, choices: readonly [T, ...T[]]): T {
    const text = this.#values[name] ?? choices[0]
    const found = choices.find((choice) => choice === text)
    if (found === undefined) throw new Error(`--${name} is one of ${choices.join(', ')}`)
    return found
  }
}
