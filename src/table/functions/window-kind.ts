/** What an entry of the table of window kinds says. */
import type { PhysicalWindow } from '../../plan/physical.js'

export interface WindowKind {
  /** Upper case; it is part of the fingerprint of every job that has such windows, so it stays. */
  readonly name: string
  /** The window kind, as the kernels know it. Unique. */
  readonly code: number
  /** One line for the language's documentation. */
  readonly docs: string
  /** Names of its sizes, in the order of the SQL text. All are whole milliseconds above 0. */
  readonly sizes: readonly string[]
  /** What is wrong with sizes that are each right by themselves, or null. */
  check?(sizes: Readonly<Record<string, number>>): string | null
  /** The sizes as the kernels take them. */
  physical(sizes: Readonly<Record<string, number>>): Omit<PhysicalWindow, 'code'>
}
