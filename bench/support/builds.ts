import { SERVICE, serviceOf } from './paths.js'

/** A built service that is measured. */
export interface Build {
  /** What its figures begin with: nothing for this build. */
  readonly prefix: string
  /** Its `dist/main.js`. */
  readonly main: string
}

/** This build and, where there is another one's folder, that: in turns they see the same machine. */
export function buildsToMeasure(against: string | null): readonly Build[] {
  const ours = { prefix: '', main: SERVICE }
  return against === null ? [ours] : [ours, { prefix: 'against.', main: serviceOf(against) }]
}
