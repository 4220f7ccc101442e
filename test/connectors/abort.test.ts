import { describe, expect, it } from 'vitest'
import { unlessAborted, untilAborted } from '../../src/connectors/abort.js'

describe('unlessAborted', () => {
  it('answers with the promise, or with null once aborted', async () => {
    const controller = new AbortController()
    expect(await unlessAborted(Promise.resolve(1), controller.signal)).toBe(1)
    const waiting = unlessAborted(new Promise<number>(() => undefined), controller.signal)
    const idle = untilAborted(controller.signal)
    controller.abort()
    expect(await waiting).toBeNull()
    expect(await idle).toBeNull()
    expect(await unlessAborted(Promise.resolve(1), controller.signal)).toBeNull()
  })

  it('passes a rejection on', async () => {
    const { signal } = new AbortController()
    await expect(unlessAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no')
  })
})
