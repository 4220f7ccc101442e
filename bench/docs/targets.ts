/** What the project set out to reach, and the figure that tells. The machine: 2 cores, the broker on it too. */
export interface Target {
  readonly what: string
  /** Name of the result and of the figure in it. */
  readonly of: readonly [benchmark: string, figure: string]
  readonly unit: string
  readonly atMost?: number
  readonly atLeast?: number
  /** What stands in the way, for as long as the target is missed. */
  readonly obstacle?: string
}

export const TARGETS: readonly Target[] = [
  {
    what: 'kernels, all stages, one thread, one layout',
    of: ['kernels', 'steady.all'],
    unit: 'ns',
    atMost: 400,
    obstacle:
      'Groups and partials are the largest stage: of every record three jobs hash a key and keep counts, distinct users and percentiles. Reading ahead in merges helped; recycling the buffers in which partials travel did not.'
  },
  {
    what: 'kernels, one layout, against JSON.parse and Maps',
    of: ['kernels', 'steady.ratio'],
    unit: 'x',
    atLeast: 10,
    obstacle:
      'On records of one layout JSON.parse is faster than the target assumed: a tenth of its time is used up, or nearly, by copying, framing, JSON and expressions, before any aggregate.'
  },
  {
    what: 'kernels, layout changing per batch, 10 % odd records',
    of: ['kernels', 'changing.all'],
    unit: 'ns',
    atMost: 600
  },
  {
    what: 'kernels, layout changing, against JSON.parse and Maps',
    of: ['kernels', 'changing.ratio'],
    unit: 'x',
    atLeast: 8,
    obstacle: 'The same: the layouts change per batch, so within a batch JSON.parse has its caches.'
  },
  {
    what: 'end to end, Kafka to committed rows, 2 workers',
    of: ['e2e', 'millrace.eventsPerSecond'],
    unit: 'events/s',
    atLeast: 1_000_000,
    obstacle:
      'The broker takes its part of the two cores, and its part wanders most: see least and greatest, and the profile.'
  },
  {
    what: 'end to end, against the plain program',
    of: ['e2e', 'millrace / plain program'],
    unit: 'x',
    atLeast: 8,
    obstacle:
      'Both share the two cores with the broker, which does the same work for either, and both read every byte through a socket, which is the larger part of the processor time of our main thread. The plain program is also faster than the target assumed, for the reason given for JSON.parse.'
  },
  {
    what: 'processor time of the whole process',
    of: ['e2e', 'millrace.cpuPerEvent'],
    unit: 'µs',
    atMost: 1.2,
    obstacle:
      'It counts the start: loading modules and compiling code, a fixed cost that two million events share. After the first commit an event costs what the table of the end-to-end benchmark says.'
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
    atMost: 50,
    obstacle:
      'The state is walked and copied out row by row. Copying the memory of a kernel as it is takes a tenth of that (test/assembly/snapshot/image.test.ts), but as much memory again as the state.'
  }
]
