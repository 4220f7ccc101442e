import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { fetchRows, type Job } from '../api.js'
import { DataTable, Panel, type Cell } from '../components/basics.js'
import { PlanView } from '../components/plan-view.js'
import { ago, bytes, count, rate } from '../format.js'
import type { PageProps } from './page.js'

const PEEK_MS = 2000

export function Jobs({ answer: { status, rates } }: PageProps): VNode {
  const rows = status.jobs.map((job): readonly Cell[] => [
    job.name,
    job.sink,
    rate(rates.jobs[job.name]),
    count(job.rows),
    count(job.openWindows),
    ago(job.nextWindowEnd, status.takenAt),
    count(job.lateRecords),
    count(job.droppedNotNull),
    bytes(job.stateBytes)
  ])
  return html`<${Panel} title="Jobs" wide>
      <${DataTable} caption="Jobs" columns=${COLUMNS} rows=${rows} />
    <//>
    ${status.jobs.map((job) => html`<${JobPanel} key=${job.name} job=${job} />`)}`
}

const COLUMNS = [
  { title: 'Job' },
  { title: 'Sink' },
  { title: 'Rows', isNumber: true },
  { title: 'Rows in all', isNumber: true },
  { title: 'Open windows', isNumber: true },
  { title: 'Next window ends', isNumber: true },
  { title: 'Late', isNumber: true },
  { title: 'Dropped for a null', isNumber: true },
  { title: 'State', isNumber: true }
]

function JobPanel({ job }: { job: Job }): VNode {
  return html`<${Panel} title=${job.name} wide>
    <div class="columns">
      <div>
        <h4>Plan</h4>
        <${PlanView} plan=${job.plan} />
      </div>
      <${LastRows} sink=${job.sink} />
    </div>
  <//>`
}

/** A live look at the rows that were written last. */
function LastRows({ sink }: { sink: string }): VNode {
  const [rows, setRows] = useState<readonly string[]>([])
  useEffect(() => {
    const look = (): void => {
      // While the service is away the last rows that were seen stay.
      fetchRows(sink).then(setRows, () => undefined)
    }
    look()
    const timer = setInterval(look, PEEK_MS)
    return () => clearInterval(timer)
  }, [sink])
  return html`<div class="rows">
    <h4>Last rows of ${sink}</h4>
    ${
      rows.length === 0
        ? html`<p class="empty">None was written since the start.</p>`
        : html`<ol class="scroll" tabindex="0" aria-label=${`Last rows of ${sink}`}>
            ${[...rows].reverse().map((row) => html`<li><code>${row}</code></li>`)}
          </ol>`
    }
  </div>`
}
