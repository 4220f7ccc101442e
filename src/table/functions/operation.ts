/** What an instruction of a plan computes: what the entries of scalar functions lower their calls to. */
import type { TypeName } from '../types.js'

export type ComparisonOperator = 'EQ' | 'NE' | 'LT' | 'LE' | 'GT' | 'GE'

/** A typed constant. BIGINT and TIMESTAMP are bigint, DOUBLE is number. */
export interface Constant {
  readonly type: TypeName
  readonly value: string | number | bigint | boolean | null
}

/** A LIKE pattern cut at its `%`: the parts must follow one another, the outer ones at the ends where anchored. */
export interface LikePattern {
  readonly parts: readonly string[]
  readonly anchoredStart: boolean
  readonly anchoredEnd: boolean
}

/** What an instruction computes; numbers are registers. */
export type Operation =
  | { readonly op: 'CONST'; readonly constant: Constant }
  | {
      readonly op: ComparisonOperator
      readonly left: number
      readonly right: number
      readonly type: TypeName
    }
  | { readonly op: `${ComparisonOperator}_K`; readonly operand: number; readonly constant: Constant }
  | {
      readonly op: 'IN_K'
      readonly operand: number
      readonly type: TypeName
      readonly values: readonly Constant[]
    }
  | { readonly op: 'LIKE_K'; readonly operand: number; readonly pattern: LikePattern }
  | { readonly op: 'AND' | 'OR'; readonly left: number; readonly right: number }
  | { readonly op: 'NOT'; readonly operand: number }
  | { readonly op: 'IS_NULL' | 'IS_NOT_NULL'; readonly operand: number; readonly type: TypeName }
  | {
      readonly op: 'CASE'
      readonly branches: readonly (readonly [condition: number, value: number])[]
      readonly otherwise: number
      readonly type: TypeName
    }
  | { readonly op: 'COALESCE'; readonly operands: readonly number[]; readonly type: TypeName }
  | { readonly op: 'CAST'; readonly operand: number; readonly from: TypeName; readonly to: TypeName }
  | { readonly op: 'FILTER'; readonly condition: number }
  /** A scalar function by the code of its entry in the table of functions, of at most three operands or two and a constant. */
  | {
      readonly op: 'FUNCTION'
      readonly code: number
      readonly operands: readonly number[]
      /** Bytes that the function reads beside its operands. */
      readonly constant?: Uint8Array
    }
