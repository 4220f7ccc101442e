/** A line of a plan and what lies below it. */
export interface PlanNode {
  readonly text: string
  readonly children: readonly PlanNode[]
}

interface OpenNode {
  readonly text: string
  readonly depth: number
  readonly children: OpenNode[]
}

/** Reads the text of a plan: a node a line, its depth by the indentation, branches drawn with `+-`, `|` or box lines. */
export function parsePlan(plan: string): readonly PlanNode[] {
  const roots: OpenNode[] = []
  const path: OpenNode[] = []
  for (const line of plan.split('\n')) {
    const depth = line.search(/[^\s+|:\-─└├│`]/)
    if (depth < 0) continue
    const node: OpenNode = { text: line.slice(depth).trimEnd(), depth, children: [] }
    while ((path.at(-1)?.depth ?? -1) >= depth) path.pop()
    const siblings = path.at(-1)?.children ?? roots
    siblings.push(node)
    path.push(node)
  }
  return roots
}
