import { Graph as LayoutGraph, layout } from '@dagrejs/dagre'
import type { Graph, GraphEdge, GraphNode } from './graph-model.js'

export const NODE_WIDTH = 176
export const NODE_HEIGHT = 76
const MARGIN = 12

export interface Point {
  readonly x: number
  readonly y: number
}

export interface PlacedNode extends Point {
  readonly node: GraphNode
}

export interface PlacedEdge {
  readonly edge: GraphEdge
  readonly points: readonly Point[]
}

export interface PlacedGraph {
  readonly width: number
  readonly height: number
  /** Middle points of the boxes. */
  readonly nodes: readonly PlacedNode[]
  readonly edges: readonly PlacedEdge[]
}

/** Where boxes and arrows go. @param direction from left to right, or from top to bottom where there is no width */
export function layoutGraph(graph: Graph, direction: 'LR' | 'TB'): PlacedGraph {
  const made = new LayoutGraph()
  made.setGraph({ rankdir: direction, nodesep: 24, ranksep: 64, marginx: MARGIN, marginy: MARGIN })
  made.setDefaultEdgeLabel(() => ({}))
  for (const { id } of graph.nodes) made.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT })
  for (const { from, to } of graph.edges) made.setEdge(from, to)
  layout(made)
  const { width = 0, height = 0 } = made.graph() as { width?: number; height?: number }
  return {
    width,
    height,
    nodes: graph.nodes.map((node) => ({ node, ...(made.node(node.id) as Point) })),
    edges: graph.edges.map((edge) => ({
      edge,
      points: (made.edge(edge.from, edge.to) as { points: readonly Point[] }).points
    }))
  }
}
