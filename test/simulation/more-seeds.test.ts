import './synchronous-lz4.js'
import { beforeAll, expect, it } from 'vitest'
import { initCodecs } from '../../src/records/codecs.js'
import { expectSeedsToHold } from './many-seeds.js'

beforeAll(initCodecs)

// A file of its own, so that it runs beside the other one.
it('keeps every promise through the faults of seeds 301 to 600', { timeout: 900_000 }, async () => {
  await expect(expectSeedsToHold(301, 300)).resolves.toBeUndefined()
})
