import { z } from 'zod'
import { MillraceError } from '../errors.js'

/** Where a service stopped: what another engine needs to go on without a lost or doubled row. */
const BoundarySchema = z.object({
  jobs: z.array(
    z.object({
      name: z.string(),
      /** Windows that end at it or before are written; null: there was none, and nothing is written. */
      watermark: z.iso.datetime().nullable(),
      /** Null: no window is open. */
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

export type Boundary = z.infer<typeof BoundarySchema>

/**
 * Reads what `millrace stop --at-boundary` wrote.
 * @throws MillraceError BOUNDARY_INVALID
 */
export function parseBoundary(text: string, path: string): Boundary {
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
