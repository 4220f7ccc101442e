import { expect, it } from 'vitest'
import { Counters } from '../../src/engine/counters.js'
import type { JobTotals, MergedTotals } from '../../src/engine/merge/merger.js'

const job = (counted: number, openWindows: number): JobTotals => ({
  ...{ rows: counted, lateRecords: counted, droppedNotNull: counted, nullRows: counted, overflows: counted },
  ...{ openWindows, nextWindowEnd: 60_000, stateBytes: 100 * openWindows }
})
const merged = (counted: number, openWindows: number): MergedTotals => ({
  stateBytes: 1000,
  jobs: [job(counted, openWindows)]
})

it('what recovery computed again does not count; the windows that it brought back are told at once', () => {
  const counters = new Counters(1, merged(90, 7))
  expect(counters.merged).toEqual(merged(0, 7))
  counters.addEpoch([], merged(93, 5), 1)
  expect(counters.merged).toEqual(merged(3, 5))
})
