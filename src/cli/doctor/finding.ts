/** A line of `millrace doctor`. */
export interface Finding {
  readonly what: string
  readonly ok: boolean
  /** What was found, or what to do. */
  readonly says: string
}

export function good(what: string, says: string): Finding {
  return { what, ok: true, says }
}

export function bad(what: string, says: string): Finding {
  return { what, ok: false, says }
}
