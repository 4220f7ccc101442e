/** What an entry of the table of window kinds says. */

/** The sizes of a window as the kernels take them, in ms, 0 where the kind has none. */
export interface WindowSizes {
  readonly size: number
  /** Of hopping windows the slide, of cumulating ones the step, of tumbling ones the size. */
  readonly slide: number
  /** Of session windows. */
  readonly gap: number
}

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
  physical(sizes: Readonly<Record<string, number>>): WindowSizes
}
