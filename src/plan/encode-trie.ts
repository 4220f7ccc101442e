/** The trie of needed fields: one node an object member, or an element of an array, on the way to a field. Drawn in contract/plan-layout.ts. */
import { stepsOf, type PathStep } from '../table/path.js'
import { isRecordPath } from '../table/record-fields.js'
import { NONE } from './contract/types.js'
import type { PlanField } from './physical.js'
import type { PlanWriter } from './plan-writer.js'

interface TrieNode {
  field: number
  readonly children: Map<PathStep, TrieNode>
}

/** Appends the trie of `fields`, whose numbers are their indexes; answers the offset of its root. */
export function encodeTrie(out: PlanWriter, fields: readonly PlanField[]): number {
  const root: TrieNode = { field: NONE, children: new Map() }
  fields.forEach(({ path }, field) => {
    if (isRecordPath(path)) return
    let node = root
    for (const step of stepsOf(path)) node = child(node, step)
    node.field = field
  })
  return encodeNode(out, root)
}

function child(node: TrieNode, step: PathStep): TrieNode {
  const known = node.children.get(step)
  if (known !== undefined) return known
  const made: TrieNode = { field: NONE, children: new Map() }
  node.children.set(step, made)
  return made
}

function encodeNode(out: PlanWriter, node: TrieNode): number {
  // The scanner walks an array from its beginning.
  const elements = [...node.children].filter(([step]) => typeof step === 'number')
  const ordered = elements.sort(([a], [b]) => Number(a) - Number(b))
  const members = [...node.children].filter(([step]) => typeof step === 'string')
  const children = [...members, ...ordered].flatMap(([step, below]) => {
    if (typeof step === 'number') return [step, NONE, encodeNode(out, below)]
    const { offset, length } = out.text(step)
    return [offset, length, encodeNode(out, below)]
  })
  return out.words([node.field, node.children.size, ...children])
}
