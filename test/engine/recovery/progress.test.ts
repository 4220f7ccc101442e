import { expect, it } from 'vitest'
import { RecoveryProgress } from '../../../src/engine/recovery/progress.js'
import { FakeClock } from '../../support/fake-clock.js'

it('recovery says every few seconds how far it is, and nothing once it is done', async () => {
  const clock = new FakeClock()
  const lines: string[] = []
  const progress = new RecoveryProgress(clock, {
    info: (_fields: unknown, line?: string) => lines.push(line ?? '')
  })
  const startedAt = clock.now()
  progress.begin(3)
  await clock.advance(3000)
  progress.advance()
  await clock.advance(3000)
  expect(lines).toEqual(['replaying epochs: 0 of 3 done', 'replaying epochs: 1 of 3 done'])
  expect(progress.current).toEqual({ epochsDone: 1, epochsTotal: 3, startedAt })
  progress.end()
  await clock.advance(60_000)
  expect(lines).toHaveLength(2)
})
