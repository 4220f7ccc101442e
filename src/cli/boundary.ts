import { z } from 'zod'
import { MillraceError } from '../errors.js'
import type { Boundary } from '../service/boundary.js'

/** Where a service stopped: what another engine needs to go on without a lost or doubled row. */
const BoundarySchema = z.object({
  jobs: z.array(
    z.object({
      name: z.string(),
      /** Windows that end at it or before are written; null: none is. */
      writtenUpTo: z.iso.datetime().nullable(),
      /** No open window begins earlier; null: nothing is known, or the job has no windows. */
      earliestOpenWindow: z.iso.datetime().nullable()
    })
  ),
  sources: z.array(
    z.object({
      name: z.string(),
      topic: z.string(),
      partitions: z.array(
        z.object({
          partition: z.number().int().min(0),
          /** From here on no open window misses a record. */
          start: z.number().int().min(0),
          /** The first record that was not read. */
          next: z.number().int().min(0)
        })
      )
    })
  )
})

export type BoundaryFile = z.infer<typeof BoundarySchema>

/** What `millrace stop --at-boundary` writes. */
export function boundaryText({ jobs, sources }: Boundary): string {
  const file: BoundaryFile = {
    jobs: jobs.map(({ name, writtenUpTo, earliestOpenWindow }) => ({
      name,
      writtenUpTo: timeText(writtenUpTo),
      earliestOpenWindow: timeText(earliestOpenWindow)
    })),
    sources: sources.map(({ name, topic, partitions }) => ({ name, topic, partitions: [...partitions] }))
  }
  return `${JSON.stringify(file, null, 2)}\n`
}

function timeText(ms: number | null): string | null {
  return ms === null || !Number.isFinite(ms) ? null : new Date(ms).toISOString()
}

/**
 * Reads what `millrace stop --at-boundary` wrote.
 * @throws MillraceError BOUNDARY_INVALID
 */
export function parseBoundary(text: string, path: string): BoundaryFile {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new MillraceError('BOUNDARY_INVALID', { path, reason: 'it is no JSON' }, { cause: error })
  }
  const parsed = BoundarySchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new MillraceError('BOUNDARY_INVALID', {
    path,
    reason: 'millrace stop --at-boundary did not write it'
  })
}
