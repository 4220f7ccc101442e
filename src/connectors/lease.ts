/**
 * Says whose the work is, so that of several instances one runs and the others wait. It is no lock: that only one
 * instance's rows count is the sink's doing, which fences a predecessor whatever the lease says.
 */
export interface Lease {
  /**
   * Resolves when the work is this instance's, however long that takes.
   * @throws MillraceError when it cannot be had; the signal's reason when it aborts
   */
  acquire(signal: AbortSignal): Promise<void>
  /** Resolves, with the reason, when the work is another instance's from now on. */
  readonly lost: Promise<Error>
  /** Whether the work is still this instance's: asked anew, so an answer may wait until the lease can be reached. */
  isHeld(): Promise<boolean>
  /** Gives the work up, so that the next one need not wait for a time-out. Never rejects. */
  release(): Promise<void>
}
