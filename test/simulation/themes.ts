import { DATA_THEMES } from './data-themes.js'
import { PROCESS_THEMES } from './process-themes.js'
import type { Theme } from './theme.js'

/** All that a seed can be about. */
export const THEMES: readonly Theme[] = [...PROCESS_THEMES, ...DATA_THEMES]

/** All of them come in turn, so that any thousand seeds in a row have them evenly. */
export function themeOf(seed: number): Theme {
  const theme = THEMES[(seed - 1) % THEMES.length]
  if (theme === undefined) throw new RangeError(`no theme for seed ${seed}`)
  return theme
}
