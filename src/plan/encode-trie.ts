/** The trie of needed fields: one node an object member on the way to a field. Drawn in contract/plan-layout.ts. */
import { isRecordPath } from '../table/record-fields.js'
import { NONE } from './contract/types.js'
import type { PlanField } from './physical.js'
import type { PlanWriter } from './plan-writer.js'

interface TrieNode {
  field: number
  readonly children: Map<string, TrieNode>
}

/** Appends the trie of `fields`, whose numbers are their indexes; answers the offset of its root. */
export function encodeTrie(out: PlanWriter, fields: readonly PlanField[]): number {
  const root: TrieNode = { field: NONE, children: new Map() }
  fields.forEach(({ path }, field) => {
    if (isRecordPath(path)) return
    let node = root
    for (const member of path.split('.')) node = child(node, member)
    node.field = field
  })
  return encodeNode(out, root)
}

function child(node: TrieNode, member: string): TrieNode {
  const known = node.children.get(member)
  if (known !== undefined) return known
  const made: TrieNode = { field: NONE, children: new Map() }
  node.children.set(member, made)
  return made
}

function encodeNode(out: PlanWriter, node: TrieNode): number {
  const children = [...node.children].flatMap(([member, below]) => {
    const { offset, length } = out.text(member)
    return [offset, length, encodeNode(out, below)]
  })
  return out.words([node.field, node.children.size, ...children])
}
