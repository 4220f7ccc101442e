import type { Source } from '../../src/connectors/connector.js'
import { parseSettings } from '../../src/config/settings.js'
import { JobCoordinator, type DeclaredSource } from '../../src/engine/coordinator.js'
import { startInlineWorkers } from '../../src/engine/worker/inline-worker.js'
import type { Pipeline, SinkTable } from '../../src/table/index.js'
import { MemorySink, MemorySource } from './memory-connectors.js'
import { silentLogger } from './run-jobs.js'

/** A source table with the documents of its partitions, by their numbers. */
export interface Input {
  readonly table: DeclaredSource
  readonly partitions: readonly (readonly (object | string)[])[]
  /** Most documents of a chunk; partitions take turns then. Left out: one chunk a partition. */
  readonly chunkSize?: number
}

export interface NamedPipeline {
  readonly name?: string
  readonly sink: SinkTable
  readonly table: Pipeline
}

/** Runs pipelines over documents to their end, in inline workers, and gives back the sink with all rows. */
export async function runPipelines(
  inputs: readonly Input[],
  pipelines: readonly NamedPipeline[],
  env: Readonly<Record<string, string>> = {}
): Promise<MemorySink> {
  const { settings } = parseSettings(env)
  const coordinator = new JobCoordinator(settings)
  for (const { table } of inputs) coordinator.registerSource(table)
  pipelines.forEach(({ name, sink, table }, i) => {
    coordinator.registerJob({ name: name ?? `job${String(i)}`, sink, buildPipeline: () => table })
  })
  const sink = new MemorySink()
  const sources = Object.fromEntries(inputs.map((input) => [input.table.definition.name, sourceOf(input)]))
  const options = { sources, sink, logger: silentLogger, startWorkers: startInlineWorkers }
  await coordinator.execute(options).finished
  return sink
}

function sourceOf({ partitions, chunkSize = Infinity }: Input): Source {
  const source = new MemorySource().partitions(...partitions.keys())
  const longest = Math.max(0, ...partitions.map(({ length }) => length))
  for (let from = 0; from < longest; from += chunkSize) {
    partitions.forEach((documents, partition) => {
      const chunk = documents.slice(from, from + chunkSize)
      if (chunk.length > 0 || from === 0) source.documents(partition, chunk)
    })
  }
  return source.end()
}
