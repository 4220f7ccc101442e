import { describe, expect, it } from 'vitest'
import { createDisplay, summary } from '../../../src/cli/demo/display.js'
import { RecentRows } from '../../../src/cli/demo/recent-rows.js'
import { segment } from '../../support/commits.js'
import { FakeIo } from '../fake-io.js'
import { STATUS } from './status.js'

function setUp(terminal: boolean, env: Record<string, string> = {}) {
  const io = new FakeIo(env, terminal)
  const rows = new RecentRows(10)
  const clock = { seconds: 0 }
  const display = createDisplay(io, { title: 'title', totalSeconds: 30, rows, elapsed: () => clock.seconds })
  return { io, rows, clock, display }
}

describe('on a terminal', () => {
  it('draws the board again and again', () => {
    const { io, rows, display } = setUp(true, { NO_COLOR: '1' })
    display.update(undefined)
    expect(io.stdout.text).toContain('starting …')
    rows.add(segment('alphas', [{ n: 1 }]))
    display.update(STATUS)
    expect(io.stdout.text).toMatch(
      /\x1b\[4A\rMillrace demo: title\x1b\[K\n[^]*Alpha -> alphas[^]*\n {2}1\x1b\[K\n/
    )
    display.close()
    expect(io.stdout.text.endsWith('\x1b[?25h')).toBe(true)
  })

  it('has colours unless NO_COLOR is set', () => {
    const { io, display } = setUp(true)
    display.update(STATUS)
    expect(io.stdout.text).toContain('\x1b[36mAlpha')
  })
})

describe('elsewhere', () => {
  it('writes a line a second and the newest rows', () => {
    const { io, rows, clock, display } = setUp(false)
    display.update(undefined)
    expect(io.stdout.lines).toEqual(['Millrace demo: title, 30 s'])
    rows.add(
      segment(
        'alphas',
        [1, 2, 3, 4, 5].map((n) => ({ n }))
      )
    )
    display.update(STATUS)
    clock.seconds = 0.5
    display.update(STATUS)
    expect(io.stdout.lines.slice(1)).toEqual([
      expect.stringMatching(/^0\.0 s {3}events 1,234,567 /),
      '  alphas> {"n":3}',
      '  alphas> {"n":4}',
      '  alphas> {"n":5}',
      '  alphas> and 2 more'
    ])
    clock.seconds = 1.25
    rows.add(segment('alphas', [{ n: 6 }]))
    display.update(STATUS)
    expect(io.stdout.lines.slice(6)).toEqual([expect.stringMatching(/^1\.3 s/), '  alphas> {"n":6}'])
    display.close()
  })
})

describe('summary', () => {
  it('has the totals, and a line for each job', () => {
    expect(summary(STATUS, 10)).toBe(
      '\n1,234,567 events in 10.0 s (123,457/s), 12 malformed, 3 undated, 2 commits\n' +
        '  Alpha -> alphas   rows 20   late 1   open 4\n' +
        '  Beta -> betas   rows 0   late 0   open 1\n'
    )
  })
})
