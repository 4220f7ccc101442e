import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { parsePlan, type PlanNode } from '../plan-tree.js'

/** A plan as a tree of nested lists. */
export function PlanView({ plan }: { plan: string }): VNode {
  return html`<div class="plan">${branch(parsePlan(plan))}</div>`
}

function branch(nodes: readonly PlanNode[]): VNode | null {
  if (nodes.length === 0) return null
  return html`<ul>
    ${nodes.map(({ text, children }) => html`<li><code>${text}</code>${branch(children)}</li>`)}
  </ul>`
}
