/** A walk over what the open windows of a job hold, row by row of a snapshot. Nothing may change meanwhile. */

/** Where a walk stands. */
// @ts-ignore: decorator
@unmanaged
export class Walk {
  /** Where it goes on, as the kind of window has it: a number, the address of a key, and of a group; 0 at first. */
  position: u32
  entry: usize
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
  walk.entry = 0
  walk.group = 0
  walk.ahead = 0
}
