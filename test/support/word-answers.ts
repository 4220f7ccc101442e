/** What words answer, through the whole engine. */
import { sinkTable, string, timestamp } from '../../src/table/index.js'
import type { Column, SourceTable } from '../../src/table/index.js'
import type { Schema } from '../../src/table/types.js'
import { runPipelines } from './run-pipelines.js'

/**
 * The columns of every document, each as text, in the order of the documents. The source has an event time `at`, which
 * is written here.
 */
export async function answersOf<N extends string, S extends Schema>(
  source: SourceTable<N, S>,
  documents: readonly object[],
  columns: readonly Column[],
  env: Readonly<Record<string, string>> = {}
): Promise<readonly (readonly (string | null)[])[]> {
  const names = columns.map((_, i) => `c${i}`)
  const sink = sinkTable('answers', Object.fromEntries(names.map((name) => [name, string()])))
  const texts = columns.map((column, i) => [`c${i}`, column.cast(string()) as Column<'STRING', N>] as const)
  const table = source.select(Object.fromEntries(texts))
  const dated = documents.map((document, i) => ({ at: i, ...document }))
  const result = await runPipelines([{ table: source, partitions: [dated] }], [{ sink, table }], env)
  const rows = result.rows('answers') as unknown as readonly Readonly<Record<string, string | null>>[]
  return rows.map((row) => names.map((name) => row[name] ?? null))
}

/** The columns that {@link answersOf} asks of its source. */
export const AT = { at: timestamp() }
