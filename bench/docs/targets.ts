/** What the project set out to reach, and the figure that tells. The machine: 2 cores, the broker on it too. */
export interface Target {
  readonly what: string
  /** Name of the result and of the figure in it. */
  readonly of: readonly [benchmark: string, figure: string]
  readonly unit: string
  readonly atMost?: number
  readonly atLeast?: number
}

export const TARGETS: readonly Target[] = [
  {
    what: 'kernels, all stages, one thread, one layout',
    of: ['kernels', 'steady.all'],
    unit: 'ns',
    atMost: 400
  },
  { what: '… against JSON.parse and Maps', of: ['kernels', 'steady.ratio'], unit: 'x', atLeast: 10 },
  {
    what: 'kernels, layout changing per batch, 10 % odd records',
    of: ['kernels', 'changing.all'],
    unit: 'ns',
    atMost: 600
  },
  { what: '… against JSON.parse and Maps', of: ['kernels', 'changing.ratio'], unit: 'x', atLeast: 8 },
  {
    what: 'end to end, Kafka to committed rows, 2 workers',
    of: ['e2e', 'millrace.eventsPerSecond'],
    unit: 'events/s',
    atLeast: 1_000_000
  },
  { what: '… against the plain program', of: ['e2e', 'millrace / plain program'], unit: 'x', atLeast: 8 },
  {
    what: 'processor time of the whole process',
    of: ['e2e', 'millrace.cpuPerEvent'],
    unit: 'µs',
    atMost: 1.2
  },
  {
    what: 'resident memory, 2 M events, 50,000 open sessions',
    of: ['memory', 'once.peak'],
    unit: 'MB',
    atMost: 250
  },
  { what: '… for twice as many events', of: ['memory', 'growth'], unit: 'x', atMost: 1.1 },
  { what: 'state of an open session', of: ['memory', 'bytesPerSession'], unit: 'B', atMost: 200 },
  { what: 'process start to the first commit', of: ['memory', 'firstCommit'], unit: 's', atMost: 1 },
  { what: 'result visible, 5,000 events/s, p50', of: ['latency', '5000.p50'], unit: 'ms', atMost: 50 },
  { what: '… p99', of: ['latency', '5000.p99'], unit: 'ms', atMost: 250 },
  { what: 'result visible, 50,000 events/s, p50', of: ['latency', '50000.p50'], unit: 'ms', atMost: 50 },
  { what: '… p99', of: ['latency', '50000.p99'], unit: 'ms', atMost: 250 },
  {
    what: 'snapshot of 1 M open sessions, wait of the epoch',
    of: ['memory', 'snapshotStall'],
    unit: 'ms',
    atMost: 50
  }
]
