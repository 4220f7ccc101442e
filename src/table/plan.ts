/**
 * The plan: what all jobs together ask of the kernels, as data. First its form in memory, then its layout in
 * bytes, which the kernels run.
 *
 * All integers are little endian u32 words unless said otherwise; offsets are bytes from the plan's start. The
 * plan is loaded 16-byte aligned and followed by 16 zero bytes.
 *
 *     ┌ header, 16 words ────────────────────────────────────────────────────────────────────────────┐
 *     │  0 magic 'MPL1'       1 version           2 fieldCount         3 0                             │
 *     │  4 trieOffset         5 registerCount     6 registersOffset    7 selectionCount (≥ 1)          │
 *     │  8 instructionCount   9 instructionsOffset  10 jobCount       11 jobsOffset                   │
 *     │ 12 timeField (NONE in processing time)    13 0                14 totalLength          15 0    │
 *     ├ registers ── one word each: type. Fields are registers 0 … fieldCount-1                       │
 *     ├ instructions, 8 words each ── op  dst  a  b  c  sel  0  0                                     │
 *     ├ jobs, 16 words each ── selection  windowKind (0 tumble/hop, 1 session)  size i64  slide i64   │
 *     │      gap i64  keyCount  keysOffset  aggregateCount  aggregatesOffset  columnCount             │
 *     │      columnsOffset  notNullPolicy (0 keep, 1 drop)  0                                         │
 *     ├ data ── what the above point to:                                                              │
 *     │   keys       one word each: register                                                          │
 *     │   aggregate  8 words: kind  register|NONE  input type  flags (1 TRUNCATE)  param f64  0  0    │
 *     │   column     8 words: source  index  type  flags (1 NOT_NULL)  prefixOffset  prefixLength     │
 *     │                       param  0          prefix: `{"a":` for the first, `,"b":` for the others │
 *     │   trie node  field|NONE  childCount  childCount × (keyOffset  keyLength  nodeOffset)          │
 *     │   constants, lists, patterns, strings (see the opcodes)                                       │
 *     └───────────────────────────────────────────────────────────────────────────────────────────────┘
 */
import type { AggregateFunction, ComparisonOperator, Window } from './logical.js'
import type { TypeName } from './types.js'

export const PLAN_MAGIC = 0x314c504d
export const PLAN_VERSION = 1
/** No register, no field. */
export const NONE = 0xffffffff
/** In place of a length: the value is null. */
export const NULL_LENGTH = 0xffffffff

export const HEADER_WORDS = 16
export const INSTRUCTION_WORDS = 8
export const JOB_WORDS = 16
export const AGGREGATE_WORDS = 8
export const COLUMN_WORDS = 8

/**
 * Word 0 of an instruction. It runs on the rows of selection `sel` only; `dst` is a register, for FILTER a
 * selection. a and b are registers unless said otherwise; comparisons follow SQL's three-valued logic.
 *
 *     FILTER          dst selection := rows of sel where BOOLEAN a is true
 *     CONST           dst := constant; a = offset of the value, b = length for STRING; b = NULL_LENGTH: null
 *     EQ … GE         a, b registers of type c
 *     EQ_K … GE_K     a register, b = offset of the constant, c = type | length << 8 (length for STRING only)
 *     IN_K            a register, b = offset of [count, count × (offset, length) | count × 8-byte value], c = type
 *     LIKE_K          a STRING register, b = offset of [partCount, anchoredStart, anchoredEnd, partCount × (offset, length)]
 *     AND OR NOT      BOOLEAN registers
 *     IS_NULL …       a register of type c
 *     CASE            a = offset of [n, n × (condition, value), otherwise], all registers; c = type
 *     COALESCE        a = offset of [n, registers…]; c = type
 *     CAST            a register, b = from type, c = to type
 *
 * A constant is 8 bytes for BIGINT, TIMESTAMP (i64) and DOUBLE (f64), one word 0/1/2 for BOOLEAN, else UTF-8.
 */
export const OPCODES = {
  FILTER: 0,
  CONST: 1,
  EQ: 10,
  NE: 11,
  LT: 12,
  LE: 13,
  GT: 14,
  GE: 15,
  EQ_K: 20,
  NE_K: 21,
  LT_K: 22,
  LE_K: 23,
  GT_K: 24,
  GE_K: 25,
  IN_K: 30,
  LIKE_K: 31,
  AND: 40,
  OR: 41,
  NOT: 42,
  IS_NULL: 43,
  IS_NOT_NULL: 44,
  CASE: 50,
  COALESCE: 51,
  CAST: 60
} as const

export const AGGREGATE_CODES: Readonly<Record<AggregateFunction, number>> = {
  COUNT_ALL: 0,
  COUNT: 1,
  COUNT_DISTINCT: 2,
  SUM: 3,
  AVG: 4,
  MIN: 5,
  MAX: 6,
  PERCENTILE: 7
}

export const COLUMN_SOURCES = {
  WINDOW_START: 0,
  WINDOW_END: 1,
  WINDOW_DURATION: 2,
  KEY: 3,
  AGGREGATE: 4
} as const

export type ColumnSource = keyof typeof COLUMN_SOURCES

/** A typed constant. BIGINT and TIMESTAMP are bigint, DOUBLE is number. */
export interface Constant {
  readonly type: TypeName
  readonly value: string | number | bigint | boolean | null
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

/** One instruction. `dst` is a register, for FILTER a selection. */
export type Instruction = Operation & { readonly dst: number; readonly sel: number }

/** A LIKE pattern cut at its `%`: the parts must follow one another, the outer ones at the ends where anchored. */
export interface LikePattern {
  readonly parts: readonly string[]
  readonly anchoredStart: boolean
  readonly anchoredEnd: boolean
}

export interface PhysicalAggregate {
  readonly function: AggregateFunction
  /** Null for COUNT_ALL. */
  readonly register: number | null
  readonly inputType: TypeName | null
  readonly truncate: boolean
  readonly fraction: number
}

/** One column of the result: a property of the window, a key or an aggregate. */
export interface OutputColumn {
  readonly name: string
  readonly source: ColumnSource
  /** Which key or aggregate; 0 for the window's own. */
  readonly index: number
  readonly type: TypeName
  readonly notNull: boolean
  /** WINDOW_DURATION: the unit in ms to which it is floored; else 0. */
  readonly param: number
}

export interface PhysicalJob {
  readonly selection: number
  readonly window: Window
  readonly keys: readonly number[]
  readonly aggregates: readonly PhysicalAggregate[]
  readonly columns: readonly OutputColumn[]
}

/** The plan before it is bytes. */
export interface PhysicalPlan {
  /** Registers 0 … fields.length - 1. */
  readonly fields: readonly PlanField[]
  readonly registers: readonly TypeName[]
  /** Selection 0 is all rows. */
  readonly selectionCount: number
  readonly instructions: readonly Instruction[]
  readonly jobs: readonly PhysicalJob[]
  /** Register of the event time, null in processing time. */
  readonly timeField: number | null
  readonly notNullEnforcer: 'keep' | 'drop'
}

/** A field that the scan extracts: members joined by dots. */
export interface PlanField {
  readonly path: string
  readonly type: TypeName
}

/** What the rest of the engine knows of a job. */
export interface PlanJob {
  readonly name: string
  /** Names of its keys: of the columns that show them, else the expressions as text. */
  readonly keys: readonly string[]
  readonly sink: {
    readonly name: string
    readonly columns: readonly { readonly name: string; readonly type: TypeName }[]
  }
  /** Hex SHA-256 of the job's logical form: state made under another one does not fit. */
  readonly fingerprint: string
}

/** A compiled plan. Job numbers in the kernels are indexes of `jobs`. */
export interface Plan {
  readonly bytes: Uint8Array
  readonly jobs: readonly PlanJob[]
  readonly fields: readonly PlanField[]
}
