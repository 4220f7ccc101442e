/** What shows that a planted bug is one. */
export type Check =
  /** The simulation, over so many seeds: of one theme, or of all. */
  | { readonly kind: 'simulation'; readonly theme?: string; readonly seeds: number }
  /** Of a file of tests, below test/, those whose name holds the text. */
  | { readonly kind: 'test'; readonly file: string; readonly test: string }

/** A bug that is planted into a copy of the sources: a piece of text that is there once, and what stands there instead. */
export interface PlantedBug {
  readonly name: string
  /** Below src/. */
  readonly file: string
  readonly find: string
  readonly replace: string
  readonly check: Check
}

/**
 * The source with the bug in it.
 * @throws Error when the text that is to be replaced is not there exactly once: the list has to follow the sources
 */
export function plant({ name, file, find, replace }: PlantedBug, source: string): string {
  const found = source.split(find).length - 1
  if (found !== 1) throw new Error(`"${name}": what is to be replaced is ${found} times in src/${file}`)
  return source.replace(find, () => replace)
}
