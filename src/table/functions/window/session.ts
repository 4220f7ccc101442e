/** Windows that the events themselves open and close. */
import type { Window } from '../../tree/expression.js'
import type { WindowKind } from '../window-kind.js'

const SESSION: WindowKind = {
  name: 'SESSION',
  code: 2,
  docs: 'A window for each run of events of a key with less than a gap between them.',
  sizes: ['gap'],
  physical: ({ gap = 0 }) => ({ size: 0, slide: 0, gap })
}

/** A window for each run of events of a key with less than `gap` ms between them; it ends `gap` ms after the last. */
export function session(gap: number): Window {
  return { kind: 'SESSION', sizes: { gap } }
}

export default [SESSION]
