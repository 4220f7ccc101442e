import { describe, expect, it } from 'vitest'
import { hop, session } from '../../src/table/index.js'
import { instantiateKernels, KernelFailure } from '../support/kernels.js'
import { windowPlan } from './window/pipelines.js'

interface Exports {
  reserveInput(bytes: number): number
  loadPlan(pointer: number, length: number, shards: number): void
}

const BAD_PLAN = 2
const good = Buffer.from(windowPlan([hop(2000, 1000), session(500)]))
const JOB_WORDS = 16

/** Loads a plan into a kernel of its own; the failure's detail, or null when it was taken. */
function load(plan: Uint8Array, shards = 1, kernel = instantiateKernels<Exports>()): number | null {
  const pointer = kernel.reserveInput(plan.byteLength)
  new Uint8Array(kernel.memory.buffer, pointer, plan.byteLength).set(plan)
  try {
    kernel.loadPlan(pointer, plan.byteLength, shards)
    return null
  } catch (error) {
    if (!(error instanceof KernelFailure) || error.code !== BAD_PLAN) throw error
    return error.detail
  }
}

/** The plan with some of its words replaced; `from` is the offset they are counted from. */
function withWords(from: number, words: Readonly<Record<number, number>>): Buffer {
  const plan = Buffer.from(good)
  for (const [word, value] of Object.entries(words)) plan.writeUInt32LE(value, from + Number(word) * 4)
  return plan
}

const jobs = good.readUInt32LE(11 * 4)
const secondJob = jobs + JOB_WORDS * 4

describe('a plan', () => {
  it('is taken as the compiler writes it, once', () => {
    const kernel = instantiateKernels<Exports>()
    expect(load(good, 4, kernel)).toBeNull()
    expect(load(good, 4, kernel)).toBe(-2)
  })

  it('needs a shard', () => {
    expect(load(good, 0)).toBe(-1)
  })

  it.each([
    ['another magic number', { 0: 1 }, 0],
    ['another version', { 1: 2 }, 1],
    ['more fields than registers', { 2: 1000 }, 2],
    ['a trie outside', { 4: good.length }, 4],
    ['registers outside', { 5: 0x7fffffff }, 6],
    ['no selection', { 7: 0 }, 7],
    ['instructions outside', { 8: 0x10000000 }, 9],
    ['jobs outside', { 10: 0x40000000 }, 11],
    ['a time field that is none', { 12: 3 }, 12],
    ['another length', { 14: good.length - 4 }, 14]
  ])('is refused with %s', (_name, words, detail) => {
    expect(load(withWords(0, words))).toBe(detail)
  })

  it.each([
    ['a selection that is not there', { 0: 99 }, 2000],
    ['a window of another kind', { 1: 2 }, 2001],
    ['a gap of 0', { 6: 0, 7: 0 }, 2006],
    ['a negative gap', { 6: 0, 7: 0x80000000 }, 2006],
    ['a size of 0', { 1: 0, 2: 0, 3: 0 }, 2002],
    ['a slide beyond all times', { 1: 0, 2: 1, 3: 0, 4: 0, 5: 0x40000000 }, 2004],
    ['keys outside', { 9: good.length }, 2009],
    ['aggregates outside', { 11: good.length }, 2011],
    ['columns outside', { 12: 0x08000000 }, 2013]
  ])('is refused with %s in a job', (_name, words, detail) => {
    expect(load(withWords(secondJob, words))).toBe(detail)
  })

  it('is refused with a key, an aggregate or a column of what is not there', () => {
    const [keys, aggregates, columns] = [9, 11, 13].map((word) => good.readUInt32LE(jobs + word * 4))
    expect(load(withWords(keys!, { 0: 77 }))).toBe(1008)
    expect(load(withWords(aggregates!, { 0: 8 }))).toBe(1010)
    expect(load(withWords(aggregates! + 32, { 1: 77 }))).toBe(1010)
    expect(load(withWords(aggregates! + 32, { 2: 9 }))).toBe(1010)
    expect(load(withWords(columns!, { 0: 5 }))).toBe(1012)
    expect(load(withWords(columns!, { 0: 3, 1: 1 }))).toBe(1012)
    expect(load(withWords(columns!, { 0: 4, 1: 5 }))).toBe(1012)
    expect(load(withWords(columns!, { 4: good.length }))).toBe(1012)
  })

  it('is refused when it is shorter than its header', () => {
    expect(load(good.subarray(0, 60))).toBe(0)
  })
})
