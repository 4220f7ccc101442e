/** A figure that was measured several times. */
export interface Figure {
  readonly unit: string
  readonly min: number
  readonly median: number
  readonly max: number
  readonly values: readonly number[]
}

/** @throws RangeError when there are no values */
export function figure(unit: string, values: readonly number[]): Figure {
  return { unit, min: quantile(values, 0), median: quantile(values, 0.5), max: quantile(values, 1), values }
}

/**
 * The value below which this share of the values lies, between neighbours where it falls between them.
 * @param share 0 to 1
 * @throws RangeError when there are no values
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  const position = share * (sorted.length - 1)
  const low = sorted[Math.floor(position)]
  const high = sorted[Math.ceil(position)]
  if (low === undefined || high === undefined) throw new RangeError('there are no values')
  return low + (position - Math.floor(position)) * (high - low)
}

/** How many figures are printed: enough to compare, no more than the machine's noise allows. */
const DIGITS = 3

/** A number as it is shown: three significant digits, thousands apart. */
export function showNumber(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: DIGITS })
}

export function showFigure({ unit, min, median, max }: Figure): string {
  return `${showNumber(median)} ${unit} (${showNumber(min)} to ${showNumber(max)})`
}
