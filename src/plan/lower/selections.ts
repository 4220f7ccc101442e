/**
 * Which rows each job and each expression needs. A selection is a set of conjuncts that all hold, made from its
 * parent by one more of them; equal sets are one selection, so that jobs with a common filter filter once.
 */
import type { Bound } from '../../table/bound/bound.js'

export interface Selection {
  /** Null for the selection of all rows. */
  readonly parent: Selection | null
  readonly conjunct: Bound | null
  readonly conjuncts: ReadonlySet<string>
}

/** All selections of a scan, or of the groups of one job. */
export class SelectionTree {
  readonly all: Selection = { parent: null, conjunct: null, conjuncts: new Set() }
  readonly #byConjuncts = new Map<string, Selection>([[setKey(this.all.conjuncts), this.all]])

  /** The selection of the rows for which all of `conjuncts` are true. */
  of(conjuncts: readonly Bound[]): Selection {
    return conjuncts.reduce((parent, conjunct) => this.#child(parent, conjunct), this.all)
  }

  #child(parent: Selection, conjunct: Bound): Selection {
    const conjuncts = new Set([...parent.conjuncts, conjunct.key])
    const key = setKey(conjuncts)
    const known = this.#byConjuncts.get(key)
    if (known !== undefined) return known
    const made = { parent, conjunct, conjuncts }
    this.#byConjuncts.set(key, made)
    return made
  }
}

/** An expression, and the selection on whose rows it is read. */
export type Read = readonly [expression: Bound, selection: Selection]

/** The conjuncts that lead to `selection`, outermost first, each with the selection that it narrows. */
export function filtersOf(selection: Selection): Read[] {
  if (selection.parent === null || selection.conjunct === null) return []
  return [...filtersOf(selection.parent), [selection.conjunct, selection.parent]]
}

/**
 * Decides on which rows each expression is computed: those of its user; with several users those of the one
 * that takes in all others, where there is one; else all rows.
 *
 * @param roots expressions that a selection's job or a filter reads
 * @returns the selection of every expression, operands included, by key
 */
export function placeExpressions(roots: readonly Read[], all: Selection): Map<string, Selection> {
  const users = new Map<string, Set<Selection>>()
  const addUser = (expression: Bound, selection: Selection) => {
    const known = users.get(expression.key)
    if (known === undefined) users.set(expression.key, new Set([selection]))
    else known.add(selection)
  }
  for (const [expression, selection] of roots) addUser(expression, selection)
  const placed = new Map<string, Selection>()
  for (const expression of usersFirst(roots.map(([root]) => root))) {
    const selection = widest([...(users.get(expression.key) ?? [])], all)
    placed.set(expression.key, selection)
    for (const operand of expression.operands) addUser(operand, selection)
  }
  return placed
}

/** All expressions below `roots`, each once, every one before its operands: reverse post-order. */
function usersFirst(roots: readonly Bound[]): Bound[] {
  const seen = new Set<string>()
  const order: Bound[] = []
  const visit = (expression: Bound) => {
    if (seen.has(expression.key)) return
    seen.add(expression.key)
    expression.operands.forEach(visit)
    order.push(expression)
  }
  roots.forEach(visit)
  return order.reverse()
}

/** The selection whose conjuncts all others have too, so that its rows take in theirs; `all` if none is so. */
function widest(selections: readonly Selection[], all: Selection): Selection {
  const [least] = [...selections].sort((a, b) => a.conjuncts.size - b.conjuncts.size)
  if (least === undefined) return all
  const takesInAll = selections.every((other) =>
    [...least.conjuncts].every((key) => other.conjuncts.has(key))
  )
  return takesInAll ? least : all
}

function setKey(conjuncts: ReadonlySet<string>): string {
  return JSON.stringify([...conjuncts].sort())
}
