/**
 * The physical plan: what all jobs together ask of the kernels, before it is bytes. One scan plan a source reads
 * its records into registers, runs a program over each vector of them and hands every job its rows; one merge plan
 * says how partial rows of all sources fold into windows, and what becomes of the groups of a window that fires.
 */
import type { Operation } from '../table/functions/operation.js'
import type { WindowSizes } from '../table/functions/window-kind.js'
import type { TimeFormat } from '../table/tree/node.js'
import type { TypeName } from '../table/types.js'

export type { Constant, LikePattern, Operation } from '../table/functions/operation.js'

/** One instruction. `dst` is a register, for FILTER a selection; `sel` is the selection on whose rows it runs. */
export type Instruction = Operation & { readonly dst: number; readonly sel: number }

/** A vector program: its registers by number, and the instructions that run in order over each vector. */
export interface Program {
  readonly registers: readonly TypeName[]
  /** At least 1: selection 0 is all rows of the vector. */
  readonly selectionCount: number
  readonly instructions: readonly Instruction[]
}

/** A field that the scan extracts: members joined by dots, or one of the record (src/table/record-fields.ts). */
export interface PlanField {
  readonly path: string
  readonly type: TypeName
}

/** A column of the rows that are written: the value of a register under a name. */
export interface PhysicalColumn {
  readonly name: string
  readonly register: number
  readonly type: TypeName
  readonly notNull: boolean
}

/** A window kind by the code of its entry in the table of functions. */
export interface PhysicalWindow extends WindowSizes {
  readonly code: number
}

/** An aggregate as merge knows it: all that shapes its state and its result. */
export interface MergedAggregate {
  /** Of its entry in the table of functions. */
  readonly code: number
  /** Null for an aggregate of no column. */
  readonly inputType: TypeName | null
  /** Of what it chooses its operand by; null for one that does not, or that does by the time of the row. */
  readonly byType: TypeName | null
  /** What they mean is the aggregate's; 0 where it has none. */
  readonly flags: number
  readonly param: number
}

/** An aggregate as scan knows it: with the register of its operand. */
export interface PhysicalAggregate extends MergedAggregate {
  /** Null for an aggregate of no column. */
  readonly register: number | null
  /** Of what it chooses its operand by; null as `byType`. */
  readonly byRegister: number | null
}

/** What one source's scan does for one job. */
export type PhysicalScanJob =
  /** The job does not read this source. */
  | { readonly kind: 'none' }
  /** Partial rows of the rows of `selection`; keys and aggregates are registers of the scan's program. */
  | {
      readonly kind: 'aggregate'
      readonly selection: number
      readonly window: PhysicalWindow
      readonly keys: readonly number[]
      readonly aggregates: readonly PhysicalAggregate[]
    }
  /** A pipeline without a window: every row of `selection` is written as it is. */
  | { readonly kind: 'rows'; readonly selection: number; readonly columns: readonly PhysicalColumn[] }

/** The scan plan of one source. */
export interface PhysicalScan {
  /** Name of the source. */
  readonly source: string
  /** Registers 0 … fields.length - 1 of the program. */
  readonly fields: readonly PlanField[]
  readonly program: Program
  /** Register of the event time, null in processing time. */
  readonly timeField: number | null
  /** How it says the time. */
  readonly timeFormat: TimeFormat
  /** What times without a zone are ahead of UTC, ms. */
  readonly zoneOffsetMs: number
  /** By job number of the whole application. */
  readonly jobs: readonly PhysicalScanJob[]
}

export type GroupColumnSource = 'WINDOW_START' | 'WINDOW_END' | 'WINDOW_DURATION' | 'KEY' | 'AGGREGATE'

/** A register that a finished group fills before the job's instructions run. */
export interface GroupColumn {
  readonly source: GroupColumnSource
  /** Which key or aggregate; 0 for the window's own. */
  readonly index: number
  /** WINDOW_DURATION: the unit in ms to which it is floored, at least 1; else 0. */
  readonly param: number
  readonly register: number
}

/** What merge does for one job. */
export type PhysicalMergeJob =
  /** A pipeline without a window: scan writes its rows. */
  | { readonly kind: 'none' }
  | {
      readonly kind: 'aggregate'
      readonly window: PhysicalWindow
      readonly keyTypes: readonly TypeName[]
      readonly aggregates: readonly MergedAggregate[]
      /** Only what is read. */
      readonly groupColumns: readonly GroupColumn[]
      /** The job's range of the program's instructions. */
      readonly firstInstruction: number
      readonly instructionCount: number
      /** The job's own selection of all rows of a vector of finished groups. */
      readonly allRows: number
      /** The rows that are written. */
      readonly selection: number
      readonly columns: readonly PhysicalColumn[]
    }

/** The merge plan of the whole application. */
export interface PhysicalMerge {
  readonly program: Program
  readonly jobs: readonly PhysicalMergeJob[]
}

export interface PhysicalPlan {
  readonly scans: readonly PhysicalScan[]
  readonly merge: PhysicalMerge
  /** What happens to a row with a null in a NOT NULL column. */
  readonly notNullEnforcer: 'keep' | 'drop'
  readonly keyGroups: number
}
