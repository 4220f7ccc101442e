import { h, type ComponentType } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { describe, expect, it } from 'vitest'
import { Badge, DataTable, Tile } from '../../../src/dashboard/components/basics.js'
import { GraphView } from '../../../src/dashboard/components/graph-view.js'
import { HistogramView } from '../../../src/dashboard/components/histogram-view.js'
import { PlanView } from '../../../src/dashboard/components/plan-view.js'
import { seconds } from '../../../src/dashboard/format.js'
import { layoutGraph } from '../../../src/dashboard/graph-layout.js'
import { graphOf } from '../../../src/dashboard/graph-model.js'
import { answer } from '../answers.js'

/** A component as HTML, with the white space of the templates taken together. */
function shown<P extends object>(component: ComponentType<P>, props: P): string {
  return renderToString(h(component, props)).replace(/\s+/g, ' ').replace(/> </g, '><')
}

describe('parts of the pages', () => {
  it('a badge says its tone by class, and its word', () => {
    expect(shown(Badge, { tone: 'bad' as const, children: 'failed' })).toBe(
      '<span class="badge bad">failed</span>'
    )
  })

  it('a tile is a figure with its name', () => {
    const text = shown(Tile, { label: 'Late', value: '3', note: 'window had closed' })
    expect(text).toContain('<dt>Late</dt>')
    expect(text).toContain('<strong>3</strong><small>window had closed</small>')
  })

  it('a table has a caption, heads with scope, and can be scrolled by keyboard', () => {
    const columns = [{ title: 'Job' }, { title: 'Rows', isNumber: true }]
    const text = shown(DataTable, { caption: 'Jobs', columns, rows: [['Counts', '500']] })
    expect(text).toContain('tabindex="0" role="region" aria-label="Jobs"')
    expect(text).toMatch(/<th scope="col" class="number">\s*Rows/)
    expect(text).toMatch(/<td class="number">\s*500/)
    expect(shown(DataTable, { caption: 'Jobs', columns, rows: [], empty: 'None.' })).toContain('None.')
  })

  it('what stands in figures and names is text, not markup', () => {
    const text = shown(DataTable, {
      caption: 'Rows',
      columns: [{ title: 'Row' }],
      rows: [['<img src=x onerror=alert(1)>']]
    })
    expect(text).not.toContain('<img')
    expect(text).toContain('&lt;img')
  })

  it('a histogram counts each bucket alone, and leaves out the empty ones at its ends', () => {
    const buckets = [
      { le: 0.01, count: 0 },
      { le: 0.1, count: 2 },
      { le: 1, count: 2 },
      { le: null, count: 3 }
    ]
    const text = shown(HistogramView, {
      title: 'Commits',
      histogram: { buckets, sum: 3, count: 3 },
      format: seconds
    })
    expect([...text.matchAll(/<th scope="row">([^<]*)/g)].map(([, label]) => label?.trim())).toEqual([
      '≤ 100 ms',
      '≤ 1.00 s',
      '> 1.00 s'
    ])
    expect([...text.matchAll(/width:\s?(\d+)%/g)].map(([, width]) => width)).toEqual(['100', '0', '50'])
    expect(text).toContain('mean 1.00 s')
  })

  it('a plan is a tree', () => {
    const text = shown(PlanView, { plan: 'Sink(a)\n+- Aggregate\n   +- Scan(x)\n   +- Scan(y)' })
    expect(text.replace(/ /g, '')).toBe(
      '<divclass="plan"><ul><li><code>Sink(a)</code><ul><li><code>Aggregate</code><ul>' +
        '<li><code>Scan(x)</code></li><li><code>Scan(y)</code></li></ul></li></ul></li></ul></div>'
    )
  })
})

describe('the job graph', () => {
  it('leads from the source to each sink, with rates and what is full', () => {
    const status = answer({ backPressure: { scan: 0.95, mergeBusy: true, committerFull: true } })
    const graph = graphOf(status)
    expect(graph.edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'source:events scan:events',
      'scan:events exchange',
      'exchange merge:Counts',
      'merge:Counts sink:Counts',
      'exchange merge:Visits',
      'merge:Visits sink:Visits'
    ])
    const text = shown(GraphView, { graph: layoutGraph(graph, 'LR') })
    // The scan has no place left, and both merges wait for the sink.
    expect(text.match(/class="box (scan|merge) full"/g)).toHaveLength(3)
    expect(text).toContain('slots 95 % taken')
    expect(text.match(/marker-end="url\(#arrow\)"/g)).toHaveLength(6)
  })

  it('has no exchange where no job has windows', () => {
    const { jobs } = answer().status
    const status = answer({ jobs: jobs.map((job) => ({ ...job, isStateless: true })) })
    expect(graphOf(status).nodes.map(({ kind }) => kind)).not.toContain('exchange')
  })

  it('puts no two boxes onto one another', () => {
    const { nodes } = layoutGraph(graphOf(answer()), 'LR')
    const places = nodes.map(({ x, y }) => `${Math.round(x)},${Math.round(y)}`)
    expect(new Set(places).size).toBe(places.length)
  })
})
