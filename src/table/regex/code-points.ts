/** Sets of code points: ranges in ascending order that neither overlap nor touch. */

/** From the first to the last code point, both of them in it. */
export type CodePointRange = readonly [first: number, last: number]

const LAST_CODE_POINT = 0x10ffff

/** Those of all ranges, whatever their order. */
export function union(ranges: readonly CodePointRange[]): CodePointRange[] {
  const merged: [number, number][] = []
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    const before = merged.at(-1)
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else merged.push([first, last])
  }
  return merged
}

/** All the others. */
export function complement(ranges: readonly CodePointRange[]): CodePointRange[] {
  const others: CodePointRange[] = []
  let next = 0
  for (const [first, last] of union(ranges)) {
    if (first > next) others.push([next, first - 1])
    next = last + 1
  }
  if (next <= LAST_CODE_POINT) others.push([next, LAST_CODE_POINT])
  return others
}

/** With the other case of every ASCII letter in it. */
export function withBothCases(ranges: readonly CodePointRange[]): CodePointRange[] {
  const others = ranges.flatMap(([first, last]) => [
    ...shifted(first, last, 0x41, 0x5a, 32),
    ...shifted(first, last, 0x61, 0x7a, -32)
  ])
  return union([...ranges, ...others])
}

function shifted(first: number, last: number, from: number, to: number, by: number): CodePointRange[] {
  const [low, high] = [Math.max(first, from), Math.min(last, to)]
  return low <= high ? [[low + by, high + by]] : []
}

/** Those that a regular expression of one character fits, e.g. a property of Unicode; JavaScript knows them. */
export function codePointsLike(expression: RegExp): CodePointRange[] {
  const ranges: CodePointRange[] = []
  let first = -1
  for (let point = 0; point <= LAST_CODE_POINT + 1; point++) {
    const isIn = point <= LAST_CODE_POINT && expression.test(String.fromCodePoint(point))
    if (isIn && first < 0) first = point
    if (!isIn && first >= 0) {
      ranges.push([first, point - 1])
      first = -1
    }
  }
  return ranges
}
