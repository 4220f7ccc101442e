/** A walk over the open windows' groups, or the open sessions, of one job. Nothing may change meanwhile. */

// @ts-ignore: decorator
@unmanaged
export class Walk {
  /** Where it goes on: a window's or a session's number, and in the window the group, 0 = the next window's. */
  position: u32
  group: usize
  /** Up to which position memory has been read ahead, and what was seen there: nothing but a reason to read it. */
  ahead: u32
  seen: u32
  /** What it has come to. */
  key: usize
  keyLength: u32
  hash: u64
  start: i64
  end: i64
  /** Of a session, at most what fits; 0 of a group. */
  records: u32
  slots: usize
}

/** Goes back to the beginning. */
export function walkReset(walk: Walk): void {
  walk.position = 0
  walk.group = 0
  walk.ahead = 0
}
