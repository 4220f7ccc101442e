/** What an entry of the tables of twins says: how a word of the language is said in Flink SQL. */
import type { Parameters } from '../../table/tree/expression.js'
import type { TypeName } from '../../table/types.js'

/**
 * - same: Flink's word of that meaning, as it stands
 * - expression: an expression of Flink's words that has our meaning
 * - none: nothing in Flink SQL has our meaning
 */
export type TwinKind = 'same' | 'expression' | 'none'

/** One way to say a word. A word has several where its meaning depends on types or parameters. */
export interface Twin<C> {
  readonly kind: TwinKind
  /** For which calls, in words; left out: for all that no twin before it takes. */
  readonly when?: string
  /** Whether it is for this call; left out: it is for all. */
  fits?(call: C): boolean
  /**
   * The SQL; of kind none: what comes nearest to our meaning, and left out where nothing does.
   * @param operands as SQL, in the order of the call
   */
  sql?(operands: readonly string[], call: C): string
  /** Of kind none: in what Flink differs. */
  readonly differs?: string
  /** Of the other kinds: up to where it has our meaning, where there is such a bound. */
  readonly bound?: string
}

/** All ways to say a word; the first that fits counts. */
export type Twins<C> = readonly Twin<C>[]

/** A call of a scalar function. */
export interface ScalarShape {
  readonly operandTypes: readonly TypeName[]
  readonly type: TypeName
  readonly parameters: Parameters
}

/** A call of an aggregate. */
export interface AggregateShape {
  readonly inputType: TypeName | null
  /** Of what it chooses its operand by; null where it takes one operand alone. */
  readonly byType: TypeName | null
  readonly parameters: Parameters
}

/** The names of a table of twins, for whoever looks whether a word is missing. */
export type TwinTable<C> = Readonly<Record<string, Twins<C>>>

/** The twin of a call; undefined where the table does not know the word. */
export function twinOf<C>(table: TwinTable<C>, name: string, call: C): Twin<C> | undefined {
  const twins = Object.hasOwn(table, name) ? table[name] : undefined
  return twins?.find((twin) => twin.fits?.(call) ?? true)
}
