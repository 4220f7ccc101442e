import { EXIT, STOP_SIGNALS, type CliIo } from './io.js'

/** While this work is done a signal ends the process, and by its exit what it has started. */
export async function endingOnSignal<T>(io: CliIo, work: () => T | Promise<T>): Promise<T> {
  const listeners = STOP_SIGNALS.map((signal) => [signal, () => io.exit(EXIT[signal])] as const)
  for (const [signal, listener] of listeners) io.signals.on(signal, listener)
  try {
    return await work()
  } finally {
    for (const [signal, listener] of listeners) io.signals.off(signal, listener)
  }
}
