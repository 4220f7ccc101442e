import { describe, expect, it } from 'vitest'
import { countersLine, renderBoard, type BoardState } from '../../../src/cli/demo/board.js'
import { Screen } from '../../../src/cli/demo/screen.js'
import { formatTable, formatValue, type Row } from '../../../src/cli/demo/text-table.js'
import { FakeOutput } from '../fake-io.js'
import { STATUS, watermarkAt } from './status.js'

const rows: Row[] = Array.from({ length: 20 }, (_, index) => ({
  window_start: `2026-01-02 03:0${index % 10}:00Z`,
  name: null,
  n: index * 1000
}))

const state: BoardState = {
  title: 'title',
  elapsedSeconds: 12.9,
  totalSeconds: 30,
  status: STATUS,
  recordsPerSecond: 999.6,
  rowsOf: (sink) => (sink === 'alphas' ? rows : [])
}

describe('formatValue', () => {
  it.each([
    [1234567.891, '1,234,567.9'],
    [null, 'null'],
    ['2026-01-02 03:04:05.5Z', '03:04:05.5'],
    ['x'.repeat(30), `${'x'.repeat(23)}…`],
    [true, 'true']
  ])('%j -> %s', (value, expected) => {
    expect(formatValue(value)).toBe(expected)
  })
})

describe('formatTable', () => {
  it('aligns numbers right and texts left', () => {
    expect(
      formatTable([
        { type: 'a', n: 1 },
        { type: 'long', n: 1000 }
      ])
    ).toEqual(['type      n', 'a         1', 'long  1,000'])
    expect(formatTable([])).toEqual([])
  })
})

describe('renderBoard', () => {
  it('shows counters, and for each job its newest rows', () => {
    const texts = renderBoard(state, 30).map(({ text }) => text)
    expect(texts.slice(0, 4)).toEqual([
      'Millrace demo: title',
      '12 of 30 s, Ctrl-C stops',
      '',
      'events 1,234,567   rate 1,000/s   watermark 03:04:05.678   malformed 12   undated 3   memory 100 MiB'
    ])
    expect(texts).toContain('Alpha -> alphas   rows 20   late 1   open 4')
    expect(texts).toContain('  03:09:00      null  19,000')
    expect(texts.at(-1)).toBe('  no window has closed yet')
  })

  it.each([12, 24, 50])('fits into %i lines', (height) => {
    expect(renderBoard({ ...state, rowsOf: () => rows }, height).length).toBeLessThanOrEqual(height)
  })

  it('says so while the service starts', () => {
    expect(renderBoard({ ...state, status: undefined }, 24).at(-1)?.text).toBe('starting …')
  })

  it('has words for watermarks that are no time', () => {
    expect(countersLine(watermarkAt(null), 0)).toContain('watermark none yet')
    expect(countersLine(watermarkAt(Number.MAX_SAFE_INTEGER), 0)).toContain('watermark end of time')
  })
})

describe('Screen', () => {
  it('draws over what it drew, cut to the terminal, and gives the cursor back', () => {
    const output = new FakeOutput(true)
    output.columns = 10
    output.rows = 3
    const screen = new Screen(output, false)
    screen.draw([{ text: 'a line too long' }, { text: 'two', style: 'bold' }, { text: 'below the end' }])
    expect(output.text).toBe('\x1b[?25la line to…\x1b[K\ntwo\x1b[K\n\x1b[J')
    output.text = ''
    screen.draw([{ text: 'one' }])
    expect(output.text).toBe('\x1b[2A\rone\x1b[K\n\x1b[J')
    output.text = ''
    screen.release()
    screen.release()
    expect(output.text).toBe('\x1b[?25h')
  })

  it('styles lines when colours are wanted', () => {
    const output = new FakeOutput(true)
    new Screen(output, true).draw([{ text: 'x', style: 'bold' }])
    expect(output.text).toContain('\x1b[1mx\x1b[22m')
  })
})
