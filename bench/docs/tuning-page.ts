import { showNumber, type Figure } from '../../src/cli/bench/summary.js'
import type { Result } from '../support/results.js'
import { provenance, table } from './tables.js'

const TEXT: Readonly<Record<string, string>> = {
  table_minibatch_size: `A mini-batch is due when it holds this many records. It is no ceiling: while one mini-batch is merged and committed
the next one gathers, up to \`processing_epoch_max_records\`, so under a backlog mini-batches are large whatever the
setting says, and throughput hardly moves. A result never waits for a mini-batch to fill: as soon as the watermark
would pass the end of an open window the mini-batch is due. So the setting decides only how often small ones are
closed in a quiet stream: small values cost processor time and commits, large ones let offsets lag.`,
  table_minibatch_latency_seconds: `The longest that a record waits for its mini-batch to be closed. Results do not wait for it (see above); it bounds how
far the committed offsets, and so the work that is done again after a crash, lag behind what was read. Small values
mean more and smaller transactions, at most one every \`processing_commit_interval_ms\`.`
}

/** docs/tuning.md, with the curves that were measured. */
export function tuningPage(result: Result): string {
  const sections = Object.entries(TEXT).map(([setting, text]) => {
    return [
      `## ${setting}`,
      text,
      ...['throughput', 'latency', 'cpu'].map((curve) => `![${curve}](plots/${setting}.${curve}.svg)`),
      settingTable(setting, result.figures)
    ].join('\n\n')
  })
  return `# Tuning

This page is written by \`npm run bench:docs\` from \`bench/results/tuning.json\`. Throughput is that of working off a
backlog; latency and processor time are those of a steady stream, from the moment when a window can close to its row
at a committed reader. What is measured and how: [benchmarks.md](benchmarks.md).

${sections.join('\n\n')}

## What else matters

- \`flink_parallelism\`: worker threads. As many as cores are free of the broker and of the main thread.
- \`processing_commit_interval_ms\`: least time between two transactions; half of it is what a result waits on
  average in a busy stream.
- \`processing_epoch_max_records\`: larger mini-batches under a backlog mean fewer merges and more memory.

${provenance(result)}
`
}

function settingTable(setting: string, figures: Readonly<Record<string, Figure>>): string {
  const prefix = `${setting}.`
  const values = [
    ...new Set(
      Object.keys(figures)
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length, name.lastIndexOf('.')))
    )
  ]
  const cell = (value: string, name: string): string => {
    const found = figures[`${prefix}${value}.${name}`]
    return found === undefined
      ? ''
      : `${showNumber(found.median)} (${showNumber(found.min)} to ${showNumber(found.max)})`
  }
  return table(
    [setting, 'events/s', 'p50, ms', 'p99, ms', 'processor time, µs an event'],
    values.map((value) => [
      Number(value).toLocaleString('en'),
      ...['eventsPerSecond', 'p50', 'p99', 'cpuPerEvent'].map((name) => cell(value, name))
    ])
  )
}
