import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { rate } from '../format.js'
import {
  NODE_HEIGHT,
  NODE_WIDTH,
  type PlacedEdge,
  type PlacedGraph,
  type PlacedNode
} from '../graph-layout.js'
import type { GraphNode } from '../graph-model.js'

/** Boxes and arrows, each box a link to the page that tells more. */
export function GraphView({ graph }: { graph: PlacedGraph }): VNode {
  const { width, height, nodes, edges } = graph
  return html`<svg
    class="graph"
    viewBox="0 0 ${width} ${height}"
    style=${{ maxWidth: `${width}px`, minWidth: `${Math.min(width, 640)}px` }}
    role="group"
    aria-label="Job graph"
  >
    <defs>
      <marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
        <path d="M0 0 8 4 0 8z" />
      </marker>
    </defs>
    ${edges.map((placed) => html`<${Edge} placed=${placed} />`)}
    ${nodes.map((placed) => html`<${Box} placed=${placed} />`)}
  </svg>`
}

function Edge({ placed: { edge, points } }: { placed: PlacedEdge }): VNode {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join(' ')
  const middle = points[Math.floor(points.length / 2)]
  const isMoving = (edge.perSecond ?? 0) > 0
  return html`<g class=${isMoving ? 'edge moving' : 'edge'}>
    <path d=${path} marker-end="url(#arrow)" />
    ${
      edge.perSecond !== null &&
      middle !== undefined &&
      html`<text x=${middle.x} y=${middle.y - 6} text-anchor="middle">${rate(edge.perSecond)}</text>`
    }
  </g>`
}

const KINDS: Readonly<Record<GraphNode['kind'], string>> = {
  source: 'Source',
  scan: 'Scan',
  exchange: 'Exchange',
  merge: 'Merge',
  sink: 'Sink'
}

function Box({ placed: { node, x, y } }: { placed: PlacedNode }): VNode {
  const left = x - NODE_WIDTH / 2
  const top = y - NODE_HEIGHT / 2
  const { kind, title, lines, load, href } = node
  return html`<a href=${href} class="box ${kind} ${load !== null && load >= 0.9 ? 'full' : ''}">
    <title>${`${KINDS[kind]} ${title}: ${lines.join(', ')}`}</title>
    <rect x=${left} y=${top} width=${NODE_WIDTH} height=${NODE_HEIGHT} rx="8" />
    ${
      load !== null &&
      html`<rect
        class="load"
        x=${left}
        y=${top + NODE_HEIGHT - 5}
        width=${NODE_WIDTH * load}
        height="5"
        rx="2"
      />`
    }
    <text class="kind" x=${left + 12} y=${top + 18}>${KINDS[kind]}</text>
    <text class="title" x=${left + 12} y=${top + 35}>${fitted(title)}</text>
    ${lines.map((line, index) => html`<text x=${left + 12} y=${top + 51 + index * 15}>${fitted(line)}</text>`)}
  </a>`
}

const MAX_LETTERS = 25

function fitted(text: string): string {
  return text.length > MAX_LETTERS ? `${text.slice(0, MAX_LETTERS - 1)}…` : text
}
