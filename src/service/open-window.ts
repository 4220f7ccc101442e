import type { Window } from '../table/tree/expression.js'

/**
 * A time that no open window of a job begins before, ms since 1970; null where nothing is known.
 * @param writtenUpTo windows that end at it or before are written
 * @param storedStart where the earliest open window of a snapshot begins, Infinity for none; null: there is no snapshot.
 *   Sessions that began later hold no record that came before it.
 */
export function earliestOpenWindow(
  { kind, sizes }: Window,
  writtenUpTo: number,
  storedStart: number | null
): number | null {
  const { size = 0, slide = size } = sizes
  switch (kind) {
    case 'TUMBLE':
    case 'HOP':
      return (Math.floor((writtenUpTo - size) / slide) + 1) * slide
    case 'CUMULATE':
      return Math.floor(writtenUpTo / size) * size
    case 'SESSION':
      return storedStart === null ? null : Math.min(storedStart, writtenUpTo)
    default:
      return null
  }
}
