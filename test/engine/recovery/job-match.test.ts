import { describe, expect, it } from 'vitest'
import { checkDropState } from '../../../src/engine/recovery/job-match.js'

describe('the jobs of --drop-state', () => {
  const running = [
    { name: 'EventAggregator', fingerprint: '1' },
    { name: 'SessionTracker', fingerprint: '2' }
  ]

  it('are registered, or stored and gone', () => {
    expect(() => checkDropState(['SessionTracker', 'Gone'], [['Gone', '3']], running)).not.toThrow()
  })

  it('are refused when there are none of that name, with the nearest one', () => {
    expect(() => checkDropState(['SesionTracker'], [], running)).toThrow(
      'There is no job SesionTracker whose state --drop-state could give up, neither stored nor registered: did you mean SessionTracker?'
    )
    expect(() => checkDropState(['x'], [['Gone', '3']], running)).toThrow(
      'the jobs are EventAggregator, SessionTracker, Gone'
    )
  })
})
