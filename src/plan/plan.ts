/** The compiled plan: what the engine hands to kernels, and what it knows of sources and jobs. */
import type { SourceDefinition } from '../table/tree/node.js'
import type { TypeName } from '../table/types.js'
import type { PlanField } from './physical.js'

/** The scan plan of one source. */
export interface PlanScan {
  readonly source: SourceDefinition
  readonly bytes: Uint8Array
  readonly fields: readonly PlanField[]
  /** Numbers of the jobs that it feeds. */
  readonly jobs: readonly number[]
}

/** What the rest of the engine knows of a job. */
export interface PlanJob {
  readonly name: string
  /** Names of its keys: of the columns that show them, else the expressions as text. */
  readonly keys: readonly string[]
  readonly sink: {
    readonly name: string
    readonly columns: readonly { readonly name: string; readonly type: TypeName; readonly notNull: boolean }[]
  }
  /** Hex SHA-256 of the job's canonical form: state made under another one does not fit. */
  readonly fingerprint: string
  /** Names of the sources that it reads, sorted. */
  readonly sources: readonly string[]
  /** It has no window: a record in is a row out, or none. */
  readonly isStateless: boolean
}

/** A compiled plan. Job numbers in the kernels are indexes of `jobs`. */
export interface Plan {
  /** One for each source that a job reads. */
  readonly scans: readonly PlanScan[]
  /** The bytes of the merge plan. */
  readonly merge: Uint8Array
  readonly jobs: readonly PlanJob[]
}
