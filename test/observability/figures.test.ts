import { expect, it } from 'vitest'
import { lagOf } from '../../src/observability/figures.js'
import { serviceStatus } from '../support/service-status.js'

it('the watermark that is furthest back is behind the clock; that of sources which ended is not', () => {
  const status = serviceStatus()
  const [first] = status.inputs
  if (first === undefined) throw new Error('there are no inputs')
  expect(lagOf(status).watermarkSeconds).toBe(13)
  const ended = { ...first, watermark: Number.MAX_SAFE_INTEGER }
  expect(lagOf({ ...status, inputs: [ended] }).watermarkSeconds).toBeNull()
  expect(lagOf({ ...status, inputs: [ended, first] }).watermarkSeconds).toBe(13)
})
