import { describe, expect, it } from 'vitest'
import { benchmarksPage } from '../../bench/docs/benchmarks-page.js'
import { barChart, lineChart } from '../../bench/docs/svg.js'
import { TARGETS } from '../../bench/docs/targets.js'
import type { Result } from '../../bench/support/results.js'
import { figure, type Figure } from '../../src/cli/bench/summary.js'

function result(benchmark: string, figures: Record<string, Figure>): Result {
  return {
    benchmark,
    command: 'npm run bench',
    takenAt: '2026-01-02T03:04:05.000Z',
    machine: { processor: 'P', cores: 2, memoryGiB: 8, system: 'Linux', load: 0.5 },
    versions: { millrace: '1.2.3' },
    repetitions: 3,
    conditions: { events: 5000 },
    figures
  }
}

describe('the page of benchmarks', () => {
  it('says of every target whether it was met, missed or not measured', () => {
    const kernels = result('kernels', {
      'steady.all': figure('ns', [380, 390, 500]),
      'steady.ratio': figure('x', [4, 5, 6])
    })
    const page = benchmarksPage(new Map([['kernels', kernels]]))
    expect(page).toContain('one layout | ≤ 400 ns | 380 ns | 390 ns | 500 ns | yes |')
    expect(page).toContain('≥ 10 x | 4 x | 5 x | 6 x | **no** |')
    expect(page.match(/not measured/g)).toHaveLength(TARGETS.length - 2)
  })

  it('names machine, versions, repetitions and conditions, and leaves out what was not run', () => {
    const page = benchmarksPage(new Map([['latency', result('latency', { '5000.p50': figure('ms', [1]) })]]))
    expect(page).toContain('Machine: P, 2 cores, 8 GiB, Linux; load 0.5 at the start.')
    expect(page).toContain('Versions: millrace 1.2.3.')
    expect(page).toContain('3 runs in turns of each')
    expect(page).toContain('Conditions: events 5,000.')
    expect(page).not.toContain('## Memory')
  })
})

describe('plots', () => {
  it('draw a line through its points', () => {
    const svg = lineChart({
      title: 'A < B',
      x: 'x',
      y: 'y',
      lines: {
        one: [
          [0, 0],
          [10, 5]
        ]
      }
    })
    expect(svg).toContain('A &lt; B')
    expect(svg).toContain('points="76.0,308.0 696.0,40.0"')
  })

  it('label the points of a logarithmic axis', () => {
    const lines = {
      one: [
        [1, 3],
        [999, 4]
      ],
      two: [
        [1, 1],
        [999, 2]
      ]
    } as const
    const svg = lineChart({ title: 't', x: 'x', y: 'y', logarithmic: true, lines })
    expect(svg).toContain('>999</text>')
    expect(svg.match(/<polyline/g)).toHaveLength(2)
    expect(svg).toContain('>two</text>')
  })

  it('draw bars in pieces', () => {
    const svg = barChart({ title: 't', x: 'x', bars: { a: { p: 1, q: 2 }, b: { p: 3, q: 4 } } })
    expect(svg.match(/height="30"/g)).toHaveLength(4)
  })
})
