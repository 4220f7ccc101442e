import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useState } from 'preact/hooks'
import { takeSnapshot, type Snapshot, type SnapshotReply } from '../api.js'
import { Badge, DataTable, Panel, Tile, type Cell } from '../components/basics.js'
import { ago, bytes, count, seconds, time } from '../format.js'
import type { PageProps } from './page.js'

const COLUMNS = [
  { title: 'Taken' },
  { title: 'Epoch', isNumber: true },
  { title: 'Size', isNumber: true },
  { title: 'Took', isNumber: true },
  { title: 'Outcome' },
  { title: 'Id' }
]

export function Snapshots({ answer }: PageProps): VNode {
  const { snapshots, takenAt } = answer.status
  const { last, completed, failed } = snapshots
  const newestFirst = [...snapshots.history].sort((a, b) => b.at - a.at)
  return html`<dl class="tiles">
      <${Tile} label="Last snapshot" value=${ago(last?.at, takenAt)} note=${`epoch ${count(last?.epoch)}`} />
      <${Tile} label="Size" value=${bytes(last?.bytes)} note="of the last one" />
      <${Tile} label="Took" value=${seconds(last?.seconds)} note="from the epoch's end until it was stored" />
      <${Tile} label="Stored" value=${count(completed)} note="since the start" />
      <${Tile}
        label="Failed"
        value=${count(failed)}
        note="since the start"
        tone=${failed > 0 ? 'bad' : 'quiet'}
      />
    </dl>
    <${TakeNow} jobId=${answer.jobId} />
    <${Panel} title="History" wide>
      <${DataTable}
        caption="Snapshots"
        columns=${COLUMNS}
        rows=${newestFirst.map((one) => rowOf(one, takenAt))}
      />
    <//>`
}

function rowOf({ at, epoch, bytes: size, seconds: took, error, id }: Snapshot, now: number): readonly Cell[] {
  const outcome =
    error === undefined
      ? html`<${Badge} tone="good">stored<//>`
      : html`<${Badge} tone="bad">failed<//> ${error}`
  return [time(at, now), count(epoch), bytes(size), seconds(took), outcome, html`<code>${id}</code>`]
}

type Progress = SnapshotReply | { readonly kind: 'idle' | 'running' }

/** Takes a snapshot at once, with the token where one is needed. */
function TakeNow({ jobId }: { jobId: string }): VNode {
  const [progress, setProgress] = useState<Progress>({ kind: 'idle' })
  const [token, setToken] = useState<string | null>(null)
  const take = (event: Event): void => {
    event.preventDefault()
    setProgress({ kind: 'running' })
    takeSnapshot(jobId, token).then(setProgress, (error: unknown) =>
      setProgress({ kind: 'refused', reason: error instanceof Error ? error.message : String(error) })
    )
  }
  const needsToken = progress.kind === 'needs-token' || token !== null
  return html`<form class="action" onSubmit=${take}>
    ${
      needsToken &&
      html`<label>
        Token
        <input
          type="password"
          autocomplete="off"
          onInput=${(event: InputEvent) => setToken((event.target as HTMLInputElement).value)}
        />
      </label>`
    }
    <button type="submit" disabled=${progress.kind === 'running'}>Take a snapshot now</button>
    <span role="status">${saidOf(progress)}</span>
  </form>`
}

function saidOf(progress: Progress): string {
  switch (progress.kind) {
    case 'idle':
      return ''
    case 'running':
      return 'It is being taken …'
    case 'stored':
      return `Stored as ${progress.id}.`
    case 'needs-token':
      return 'This needs the token of processing_http_token.'
    case 'refused':
      return `Not taken: ${progress.reason}`
  }
}
