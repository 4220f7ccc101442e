import { parseSettings } from '../config/settings.js'
import { createLogger } from '../observability/log.js'
import type { SnapshotContents } from '../state/snapshot.js'
import type { SnapshotStore } from '../state/snapshot-store.js'
import { endingOnSignal } from './ending-on-signal.js'
import { EXIT, type CliIo } from './io.js'
import { createSnapshotStore } from '../service/state-store.js'
import { describeError } from './report-error.js'
import { aligned } from './status-screen.js'

interface Options {
  readonly json?: boolean
}

/** `millrace snapshots list`: what is stored, newest first. */
export function runSnapshotsList({ json = false }: Options, io: CliIo): Promise<number> {
  return withStore(io, async (store) => {
    const snapshots = await store.list()
    if (json) io.stdout.write(`${JSON.stringify(snapshots, null, 2)}\n`)
    else if (snapshots.length === 0) io.stdout.write('There is no snapshot.\n')
    else {
      const rows = snapshots.map(({ epoch, id }) => [String(epoch), id])
      io.stdout.write(`${aligned([['epoch', 'id'], ...rows]).join('\n')}\n`)
    }
    return EXIT.ok
  })
}

/**
 * `millrace snapshots inspect`: what a snapshot holds.
 * @throws MillraceError SNAPSHOT_MISSING, SNAPSHOT_DAMAGED
 */
export function runSnapshotsInspect(id: string, { json = false }: Options, io: CliIo): Promise<number> {
  return withStore(io, async (store) => {
    const summary = summaryOf(await store.load(id))
    io.stdout.write(json ? `${JSON.stringify(summary, null, 2)}\n` : inspected(id, summary))
    return EXIT.ok
  })
}

/** `millrace snapshots verify`: loads every snapshot, or one, and checks its checksum. Exit code 1 when one is damaged. */
export function runSnapshotsVerify(
  id: string | undefined,
  { json = false }: Options,
  io: CliIo
): Promise<number> {
  return withStore(io, async (store) => {
    const ids = id === undefined ? (await store.list()).map((one) => one.id) : [id]
    const results: { id: string; ok: boolean; reason: string | null }[] = []
    for (const one of ids) {
      const reason = await store.load(one).then(() => null, describeError)
      results.push({ id: one, ok: reason === null, reason })
      if (!json) io.stdout.write(`${one}  ${reason ?? 'ok'}\n`)
    }
    if (json) io.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
    return results.every(({ ok }) => ok) ? EXIT.ok : EXIT.failure
  })
}

async function withStore(io: CliIo, work: (store: SnapshotStore) => Promise<number>): Promise<number> {
  const { settings } = parseSettings(io.env, io.file)
  const store = createSnapshotStore(settings, createLogger(settings, io.stderr))
  return endingOnSignal(io, async () => {
    // A directory is read as it is; only a topic has to be found first.
    if (settings.processing_state_backend === 'kafka') await store.open()
    try {
      return await work(store)
    } finally {
      await store.close()
    }
  })
}

function summaryOf({ groups, ...contents }: SnapshotContents) {
  return { ...contents, bytes: groups.reduce((sum, { blocks }) => sum + blocks.byteLength, 0) }
}

function inspected(id: string, summary: ReturnType<typeof summaryOf>): string {
  const { epoch, bytes, checksum, watermarks, jobs, positions } = summary
  const time = (ms: number | null): string =>
    ms === null || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15 ? String(ms) : new Date(ms).toISOString()
  return [
    `snapshot   ${id}`,
    `epoch      ${epoch}`,
    `state      ${bytes} bytes, checksum ${checksum}`,
    ...watermarks.map(([inputs, watermark]) => `watermark  ${inputs} ${time(watermark)}`),
    ...jobs.map(([job, fingerprint]) => `job        ${job} ${fingerprint}`),
    ...positions.map(([source, partition, offset]) => `position   ${source} ${partition} ${offset}`),
    ''
  ].join('\n')
}
