import { describe, expect, it } from 'vitest'
import { instantiateKernels, KernelFailure } from '../../support/kernels.js'
import { FAIL_BAD_PLAN } from '../../../src/plan/contract/failures.js'
import { PLAN_AT_TRIE } from '../../../src/plan/contract/plan-layout.js'
import { encodePlan } from './scanner.js'

interface LoaderExports {
  reserveInput(bytes: number): number
  loadScanPlan(plan: number, length: number, shards: number): void
}

/** Loads a plan for the fields `a` and `o.s` after `damage` to its words; `node` is the index of the root's first word. */
function load(damage: (words: Uint32Array, node: number) => void): void {
  const kernels = instantiateKernels<LoaderExports>()
  const plan = encodePlan([
    { path: ['a'], type: 'STRING' },
    { path: ['o', 's'], type: 'BIGINT' }
  ])
  const padded = new Uint8Array((plan.length + 3) & ~3)
  padded.set(plan)
  const words = new Uint32Array(padded.buffer)
  damage(words, (words[PLAN_AT_TRIE] ?? 0) / 4)
  const pointer = kernels.reserveInput(plan.length)
  new Uint8Array(kernels.memory.buffer, pointer, plan.length).set(padded.subarray(0, plan.length))
  kernels.loadScanPlan(pointer, plan.length, 1)
}

describe('trieLoad', () => {
  it('takes a trie that is whole', () => {
    expect(() => load(() => undefined)).not.toThrow()
  })

  it.each<[string, (words: Uint32Array, node: number) => void]>([
    ['the root outside of the plan', (words) => (words[PLAN_AT_TRIE] = 0xfffffff0)],
    ['a field that the plan does not have', (words, node) => (words[node] = 2)],
    ['more children than the plan holds', (words, node) => (words[node + 1] = 100)],
    ['more children than can be counted', (words, node) => (words[node + 1] = 0x40000000)],
    ['a key outside of the plan', (words, node) => (words[node + 2] = 0x7fffffff)],
    ['a key that runs out of the plan', (words, node) => (words[node + 3] = 0xfffffffe)],
    ['a child outside of the plan', (words, node) => (words[node + 4] = 0xfffffffc)],
    ['a node below itself', (words, node) => (words[node + 4] = node * 4)]
  ])('refuses %s', (_name, damage) => {
    let failure: unknown
    try {
      load(damage)
    } catch (error) {
      failure = error
    }
    expect(failure).toBeInstanceOf(KernelFailure)
    expect((failure as KernelFailure).code).toBe(FAIL_BAD_PLAN)
  })
})
