import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useMemo } from 'preact/hooks'
import { Badge, DataTable } from '../components/basics.js'
import { GraphView } from '../components/graph-view.js'
import { layoutGraph } from '../graph-layout.js'
import { graphOf } from '../graph-model.js'
import { bytes, count, percent, rate } from '../format.js'
import type { PageProps } from './page.js'

export function JobGraph({ answer }: PageProps): VNode {
  const graph = graphOf(answer)
  // The layout depends on which boxes there are, not on their figures.
  const shape = graph.edges.map(({ from, to }) => `${from}>${to}`).join()
  const placed = useMemo(() => layoutGraph(graph, 'LR'), [shape])
  const nodes = placed.nodes.map((place, index) => ({ ...place, node: graph.nodes[index] ?? place.node }))
  const edges = placed.edges.map((place, index) => ({ ...place, edge: graph.edges[index] ?? place.edge }))
  return html`<${BackPressure} answer=${answer} />
    <div class="panel wide scroll" tabindex="0" role="region" aria-label="Job graph, scrolls sideways">
      <${GraphView} graph=${{ ...placed, nodes, edges }} />
    </div>
    <details>
      <summary>The same as a table</summary>
      <${DataTable}
        caption="Edges of the job graph"
        columns=${[{ title: 'From' }, { title: 'To' }, { title: 'Rate', isNumber: true }]}
        rows=${graph.edges.map(({ from, to, perSecond }) => [from, to, rate(perSecond)])}
      />
    </details>`
}

function BackPressure({ answer: { status } }: Pick<PageProps, 'answer'>): VNode {
  const { scan, mergeBusy, committerFull } = status.backPressure
  const { pendingEpochs, pendingBytes } = status.commits
  const isFull = committerFull || scan >= 0.9
  const word = committerFull
    ? 'the sink holds back'
    : scan >= 0.9
      ? 'the workers hold back'
      : 'nothing holds back'
  return html`<p class="summary">
    <${Badge} tone=${isFull ? 'warn' : 'good'}>${word}<//> scan slots ${percent(scan)} taken, merge
    ${mergeBusy ? ' busy' : ' free'}, ${count(pendingEpochs)} epochs (${bytes(pendingBytes)}) wait for their
    commit
  </p>`
}
