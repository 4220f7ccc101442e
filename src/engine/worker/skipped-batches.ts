/** Batches of one chunk that were passed over. */
export interface SkippedBatches {
  readonly batches: number
  /** Offsets that they span, as far as the chunk accounts for them. */
  readonly records: number
  /** The first one: where, and what is wrong with it. */
  readonly first: { readonly offset: number; readonly reason: string } | null
}

export const NONE_SKIPPED: SkippedBatches = { batches: 0, records: 0, first: null }
