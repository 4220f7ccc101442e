/**
 * Waits for `promise` or for the signal, whichever is first; null when the signal was. The promise goes on and can
 * be waited for again.
 */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  if (signal.aborted) return null
  let onAbort = (): void => undefined
  const aborted = new Promise<null>((resolve) => {
    onAbort = () => resolve(null)
    signal.addEventListener('abort', onAbort, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** Waits for the signal alone. */
export function untilAborted(signal: AbortSignal): Promise<null> {
  return unlessAborted(new Promise<never>(() => undefined), signal)
}
