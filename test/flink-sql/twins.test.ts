import { describe, expect, it } from 'vitest'
import { AGGREGATES, OPERATORS, SCALAR_FUNCTIONS, WINDOW_KINDS } from '../../src/table/functions/index.js'
import { AGGREGATE_TWINS } from '../../src/flink-sql/twins/aggregate.js'
import { SCALAR_TWINS } from '../../src/flink-sql/twins/scalar.js'
import type { Twin } from '../../src/flink-sql/twins/twin.js'
import { WINDOW_TWINS } from '../../src/flink-sql/twins/window.js'

const names = (entries: readonly { readonly name: string }[]) => entries.map(({ name }) => name)

const all: readonly (readonly [
  string,
  Readonly<Record<string, readonly Twin<never>[]>>,
  readonly string[]
])[] = [
  ['scalar functions', SCALAR_TWINS, names([...OPERATORS, ...SCALAR_FUNCTIONS])],
  ['aggregates', AGGREGATE_TWINS, names(AGGREGATES)],
  ['window kinds', WINDOW_TWINS, names(WINDOW_KINDS)]
]

describe.each(all)('the twins of %s', (_, table, words) => {
  it('leave no word without a kind', () => {
    expect(words.filter((word) => !Object.hasOwn(table, word))).toEqual([])
  })

  it.each(words)('of %s end with one for every call, and say what they need to', (word) => {
    const twins = table[word] ?? []
    expect(twins.at(-1)?.fits).toBeUndefined()
    expect(twins.slice(0, -1).filter(({ fits }) => fits === undefined)).toEqual([])
    for (const { kind, sql, differs } of twins) {
      if (kind === 'none') expect(differs).toBeTruthy()
      else expect(sql).toBeTypeOf('function')
    }
  })
})
