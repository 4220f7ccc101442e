/** What an entry of the table of scalar functions says; operators are functions too. */
import type { MillraceError } from '../../errors.js'
import type { Operation } from './operation.js'
import type { Bound, BoundCall } from '../bound/bound.js'
import type { Expression, Parameters, ScalarCall } from '../tree/expression.js'
import type { TypeName } from '../types.js'

/** What a function checks its operands with; the errors name the job. */
export interface OperandBinder {
  /** `expected` is the type that an untyped literal takes. */
  bind(expression: Expression, expected?: TypeName): Bound
  /** Binds and refuses any type but `types`. */
  expect(expression: Expression, types: readonly TypeName[]): Bound
  /** Binds expressions that must have one type: that of the first column among them, else of the first constant. */
  bindSame(expressions: readonly Expression[]): Bound[]
  /** The expression as the job says it, for a message. */
  text(expression: Expression): string
  mismatch(column: string, expected: string, found: string): MillraceError
  invalid(reason: string): MillraceError
}

/** The register of an operand; asked only for operands that an operation does not hold as constants. */
export type RegisterOf = (operand: Bound) => number

/** What an operator says, which lowers to opcodes of the contract and may hold constants in its instruction. */
export interface Operator {
  /** Upper case; it is part of the fingerprint of every job that uses the function, so it stays. */
  readonly name: string
  /** One line for the language's documentation. */
  readonly docs: string
  /** What another entry is bound to; jobs have no word for it. */
  readonly isInternal?: true
  /** Checks a call. */
  bind(call: ScalarCall, binder: OperandBinder): Bound
  /** The instruction that computes a checked call. */
  lower(call: BoundCall, register: RegisterOf): Operation
  /** As SQL has it, operands printed already. */
  sql(operands: readonly string[], parameters: Parameters): string
}

/** A function of registers alone. */
export interface ScalarFunction extends Operator {
  /** Word 0 of its instruction, as the kernels know it: unique, from the contract's FIRST_FUNCTION on. */
  readonly code: number
}
