import type { HistoryAnswer, RowsAnswer, SettingsAnswer, StatusAnswer } from '../http/api/schemas.js'

export type { HistoryAnswer, StatusAnswer }
export type Engine = StatusAnswer['status']
export type Source = Engine['sources'][number]
export type Job = Engine['jobs'][number]
export type Snapshot = Engine['snapshots']['history'][number]
export type Histogram = Engine['commits']['seconds']
export type SettingAnswer = SettingsAnswer['settings'][number]
export type SeriesName = keyof HistoryAnswer['series']

export async function fetchHistory(): Promise<HistoryAnswer> {
  return getJson('api/history')
}

export async function fetchSettings(): Promise<readonly SettingAnswer[]> {
  const { settings } = await getJson<SettingsAnswer>('api/settings')
  return settings
}

export async function fetchRows(sink: string): Promise<readonly string[]> {
  const { rows } = await getJson<RowsAnswer>(`api/sinks/${encodeURIComponent(sink)}/rows`)
  return rows
}

async function getJson<T>(path: string): Promise<T> {
  const response = await fetch(path)
  if (!response.ok) throw new Error(`${path} answered ${response.status}`)
  return (await response.json()) as T
}

/** What became of a request to take a snapshot. */
export type SnapshotReply =
  | { readonly kind: 'stored'; readonly id: string }
  | { readonly kind: 'needs-token' }
  | { readonly kind: 'refused'; readonly reason: string }

const POLL_MS = 500

/** Takes a snapshot and waits until it is stored. @param token sent along when there is one */
export async function takeSnapshot(jobId: string, token: string | null): Promise<SnapshotReply> {
  const path = `jobs/${jobId}/savepoints`
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(path, { method: 'POST', headers })
  if (response.status === 401) return { kind: 'needs-token' }
  if (!response.ok) {
    const { errors } = (await response.json()) as { errors: readonly string[] }
    return { kind: 'refused', reason: errors.join(' ') }
  }
  const { 'request-id': id } = (await response.json()) as { 'request-id': string }
  for (;;) {
    const { status, operation } = await getJson<Savepoint>(`${path}/${id}`)
    if (status.id === 'COMPLETED') return outcome(operation)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}

interface Savepoint {
  readonly status: { readonly id: string }
  readonly operation: {
    readonly location?: string
    readonly 'failure-cause'?: { readonly 'stack-trace': string }
  } | null
}

function outcome(operation: Savepoint['operation']): SnapshotReply {
  const failure = operation?.['failure-cause']
  if (failure !== undefined) return { kind: 'refused', reason: failure['stack-trace'] }
  return { kind: 'stored', id: operation?.location ?? '' }
}
