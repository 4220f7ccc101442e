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

/** What a search answers when it found nothing. */
const NO_TEXT = -1
const HEADING = -2

/** Reads the text of a plan: a node a line, its depth by the indentation, branches drawn with `+-`, `|` or box lines. */
export function parsePlan(plan: string): readonly PlanNode[] {
  const roots: OpenNode[] = []
  const path: OpenNode[] = []
  for (const line of plan.split('\n')) {
    // What stands under a heading is part of it.
    const depth = line.startsWith('==') ? HEADING : line.search(/[^\s+|:\-─└├│`]/)
    if (depth === NO_TEXT) continue
    const node: OpenNode = { text: line.slice(Math.max(0, depth)).trimEnd(), depth, children: [] }
    while (path.length > 0 && (path.at(-1)?.depth ?? 0) >= depth) path.pop()
    const siblings = path.at(-1)?.children ?? roots
    siblings.push(node)
    path.push(node)
  }
  return roots
}
