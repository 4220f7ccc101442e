/** An aggregate is the same whatever the way on which its values come together. */
import type { Random } from '../memory/kernel.js'
import type { AggregateKernel, Value } from './kernel.js'

/**
 * Computes the aggregate of `values` along different ways: in one go; by partials of random pieces, merged in random
 * order; by groups of random pieces, folded together; by partials of partials. All must give the same text and digest,
 * and in the end nothing may be left allocated.
 * @returns that text
 */
export function resultOf(kernel: AggregateKernel, values: readonly Value[], random: Random): string {
  const start = kernel.allocatedBytes
  const whole = kernel.group()
  kernel.update(
    values.map(() => whole),
    values
  )
  const expected = kernel.result(whole)
  const digest = kernel.digest(whole)
  if (!kernel.refusesCut(kernel.write(whole))) throw new Error('a partial that is cut short was taken')
  for (const way of [mergePartials, mergeGroups, addGroups]) {
    for (const pieces of [1, 2, 7, 60]) {
      const total = way(kernel, scatter(kernel, values, pieces, random), random)
      const text = kernel.result(total)
      if (kernel.digest(total) !== digest) throw new Error(`${way.name} of ${pieces} pieces: another digest`)
      kernel.free(total)
      if (text !== expected) throw new Error(`${way.name} of ${pieces} pieces: ${text}, not ${expected}`)
    }
  }
  // Asking for a result or a partial changes nothing.
  if (kernel.write(whole).length > 0 && kernel.result(whole) !== expected) throw new Error('the result moved')
  kernel.free(whole)
  if (kernel.allocatedBytes !== start)
    throw new Error(`${kernel.allocatedBytes - start} bytes were not freed`)
  return expected
}

/** Groups that each hold a random share of the values. */
function scatter(
  kernel: AggregateKernel,
  values: readonly Value[],
  pieces: number,
  random: Random
): number[] {
  const groups = Array.from({ length: pieces }, () => kernel.group())
  const shuffled = random.shuffle([...values])
  kernel.update(
    shuffled.map(() => random.pick(groups)),
    shuffled
  )
  return groups
}

function mergePartials(kernel: AggregateKernel, groups: number[], random: Random): number {
  const partials = groups.map((group) => {
    const partial = kernel.write(group)
    kernel.free(group)
    return partial
  })
  const halves = [kernel.group(), kernel.group()]
  for (const partial of random.shuffle(partials)) kernel.merge(random.pick(halves), partial)
  const total = kernel.group()
  for (const half of halves) {
    kernel.merge(total, kernel.write(half))
    kernel.free(half)
  }
  return total
}

function mergeGroups(kernel: AggregateKernel, groups: number[], random: Random): number {
  const [first, ...others] = random.shuffle(groups)
  let total = first!
  for (const other of others) {
    if (random.below(2)) {
      kernel.mergeGroups(total, other)
    } else {
      kernel.mergeGroups(other, total)
      total = other
    }
  }
  return total
}

/** As mergeGroups, but what is folded in must stay as it is. */
function addGroups(kernel: AggregateKernel, groups: number[], random: Random): number {
  const total = kernel.group()
  for (const group of random.shuffle(groups)) {
    const digest = kernel.digest(group)
    kernel.addGroup(total, group)
    if (kernel.digest(group) !== digest) throw new Error('what was folded in has changed')
    kernel.free(group)
  }
  return total
}
