import { describe, expect, it } from 'vitest'
import { Observer } from '../../src/observability/observer.js'
import { HistorySchema } from '../../src/http/api/schemas.js'
import { EMPTY_HISTORY, withPoint } from '../../src/dashboard/time-series.js'
import { answerOf } from './answers.js'

const HOUR_POINTS = 720

describe('a page that is left open', () => {
  it('holds an hour of points after a day of events, all series alike', () => {
    let history = EMPTY_HISTORY
    for (let second = 0; second < 86_400; second++) history = withPoint(history, answerOf(second))
    expect(history.times).toHaveLength(HOUR_POINTS)
    for (const [name, values] of Object.entries(history.series))
      expect(values, name).toHaveLength(HOUR_POINTS)
    const [first = 0, last = 0] = [history.times[0], history.times.at(-1)]
    expect(last - first).toBe(5 * (HOUR_POINTS - 1))
  })

  it('takes a point in five seconds, and leaves what it has alone between', () => {
    const first = withPoint(EMPTY_HISTORY, answerOf(0))
    expect(withPoint(first, answerOf(4))).toBe(first)
    expect(withPoint(first, answerOf(5)).times).toHaveLength(2)
    expect(first.times).toHaveLength(1)
  })

  it('goes on where the history of the service ends', () => {
    const observer = new Observer({ read: () => answerOf(0).status as never })
    observer.record()
    observer.record()
    const history = HistorySchema.parse(observer.history())
    expect(Object.keys(history.series).sort()).toEqual(Object.keys(EMPTY_HISTORY.series).sort())
    expect(withPoint(history, answerOf(10)).times).toHaveLength(history.times.length + 1)
  })
})
