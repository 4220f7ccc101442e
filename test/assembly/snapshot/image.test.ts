import { expect, it } from 'vitest'
import { cumulate, hop, session, tumble } from '../../../src/table/index.js'
import { document, windowPlan } from '../window/pipelines.js'
import { TestKernel } from '../window/test-kernel.js'

const PAGE = 65_536

/** Puts a copy of one kernel's memory under another that was made for the same plan in the same way. */
function loadImage(target: TestKernel, image: ArrayBuffer): void {
  const memory = target.exports.memory
  memory.grow((image.byteLength - memory.buffer.byteLength) / PAGE)
  new Uint8Array(memory.buffer).set(new Uint8Array(image))
}

it('a copy of the memory is a copy of the state: another kernel takes the snapshot from it', () => {
  const plan = windowPlan([tumble(1000), hop(3000, 1000), cumulate(4000, 1000), session(500)])
  const kernel = new TestKernel(plan, 2)
  const run = (clock: number): void => {
    const documents = Array.from({ length: 3000 }, (_, i) =>
      document({ key: `key ${(i * 31) % 499}`, value: i, at: clock + i })
    )
    kernel.merge(kernel.scan(documents)[0]!)
    kernel.closeEpoch(clock)
    kernel.takeSegments()
  }
  const stateOf = (some: TestKernel): unknown => [
    some.checksum(),
    Buffer.concat(some.snapshot(10_000)).toString('base64')
  ]
  for (const clock of [0, 2000, 4000, 6000]) run(clock)
  const image = kernel.exports.memory.buffer.slice(0)
  const expected = stateOf(kernel)
  run(8000)

  const copy = new TestKernel(plan, 2)
  loadImage(copy, image)
  expect(stateOf(copy)).toEqual(expected)
  expect(stateOf(kernel)).not.toEqual(expected)
})
