/** What the translation of jobs finds that the reader of the script must know. */

/** Where in an application something stands. */
export interface Place {
  readonly job: string
  /** A column of the sink, or words: `the condition of filter()`. */
  readonly column: string
}

/** Something of which Flink makes other rows. */
export interface Difference extends Place {
  /** The word or the field. */
  readonly what: string
  readonly reason: string
  /** Nothing in Flink comes near: the job cannot be exported at all. */
  readonly isRefused: boolean
}

/** Gathers differences, and bounds up to which an expression has our meaning. */
export class Findings {
  readonly differences: Difference[] = []
  readonly bounds = new Set<string>()

  differs(place: Place, what: string, reason: string, isRefused = false): void {
    const { job, column } = place
    const isKnown = this.differences.some(
      (one) => one.job === job && one.column === column && one.what === what && one.reason === reason
    )
    if (!isKnown) this.differences.push({ job, column, what, reason, isRefused })
  }

  holds({ job, column }: Place, what: string, bound: string): void {
    this.bounds.add(`${job}, ${column}: ${what} is the same ${bound}`)
  }
}

/** One line of a difference, for the script and for the error. */
export function differenceText({ job, column, what, reason }: Difference): string {
  return `job ${job}, ${column}: ${what}: ${reason}`
}
