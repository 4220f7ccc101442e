/** What an entry of the table of aggregates says. */
import type { Parameters } from '../tree/expression.js'
import type { TypeName } from '../types.js'

export interface AggregateFunction {
  /** Upper case; it is part of the fingerprint of every job that uses the aggregate, so it stays. */
  readonly name: string
  /** The kind of aggregate, as the kernels know it. Unique. */
  readonly code: number
  /** One line for the language's documentation. */
  readonly docs: string
  /** False for an aggregate of whole rows. */
  readonly hasOperand: boolean
  /** For one of whole rows: the entry that does the same to values, and so takes its place under a filter. */
  readonly ofValues?: string
  /** Whether it chooses its operand by a second one, of any type. */
  readonly hasBy?: boolean
  /**
   * The entry that takes equal values once, which is its own name where that makes no difference; left out where the
   * aggregate cannot be said of distinct values.
   */
  readonly distinct?: string
  inputTypes(parameters: Parameters): readonly TypeName[]
  resultType(input: TypeName | null): TypeName
  /** What is wrong with the parameters, or null; `text` is the call, for the message. */
  check?(parameters: Parameters, text: string): string | null
  /** What the kernel is told of the parameters; 0 for both where this is left out. */
  encode?(parameters: Parameters): { readonly flags: number; readonly param: number }
  /** As SQL has it. */
  sql(operand: string, parameters: Parameters): string
}
