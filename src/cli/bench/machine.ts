import os from 'node:os'

/** Where figures were taken. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  readonly memoryGiB: number
  readonly system: string
  /** Mean of runnable threads over the last minute, before the first measurement. */
  readonly load: number
}

const GIB = 2 ** 30

export function describeMachine(): Machine {
  const cpus = os.cpus()
  return {
    processor: cpus[0]?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / GIB),
    system: `${os.type()} ${os.release()}`,
    load: os.loadavg()[0] ?? NaN
  }
}
