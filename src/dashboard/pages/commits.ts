import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { Panel, Tile } from '../components/basics.js'
import { Chart } from '../components/chart.js'
import { HistogramView } from '../components/histogram-view.js'
import { ago, bytes, count, seconds, short } from '../format.js'
import type { PageProps } from './page.js'

export function Commits({ answer: { status, rates }, history }: PageProps): VNode {
  const { epochs, commits, epoch, takenAt } = status
  return html`<dl class="tiles">
      <${Tile} label="Epoch" value=${count(epoch)} note=${`${count(epochs.count)} since the start`} />
      <${Tile} label="Records an epoch" value=${short(rates.epochRecords)} note="mean of the last seconds" />
      <${Tile} label="Epoch takes" value=${seconds(rates.epochSeconds)} note="first chunk to last row" />
      <${Tile} label="Commit takes" value=${seconds(rates.commitSeconds)} note="one transaction" />
      <${Tile}
        label="Last commit"
        value=${ago(commits.lastAt, takenAt)}
        note=${`${count(commits.count)} since the start`}
      />
      <${Tile}
        label="Waiting"
        value=${count(commits.pendingEpochs)}
        note=${`epochs, ${bytes(commits.pendingBytes)}`}
      />
      <${Tile}
        label="Tried again"
        value=${count(commits.retries)}
        note="commits"
        tone=${commits.retries > 0 ? 'warn' : 'quiet'}
      />
    </dl>
    <div class="charts">
      <${Chart}
        title="Records an epoch"
        history=${history}
        lines=${[{ series: 'epochRecords', label: 'mean' }]}
        format=${short}
      />
      <${Chart}
        title="Duration"
        history=${history}
        lines=${[
          { series: 'epochSeconds', label: 'epoch' },
          { series: 'commitSeconds', label: 'commit' }
        ]}
        format=${seconds}
      />
    </div>
    <div class="columns three">
      <${Panel} title="Size of epochs">
        <${HistogramView} title="Epochs by records" histogram=${epochs.records} format=${short} />
      <//>
      <${Panel} title="Size of commits">
        <${HistogramView} title="Transactions by size" histogram=${commits.bytes} format=${bytes} />
      <//>
      <${Panel} title="Duration of epochs">
        <${HistogramView} title="Epochs by duration" histogram=${epochs.seconds} format=${seconds} />
      <//>
      <${Panel} title="Duration of commits">
        <${HistogramView} title="Transactions by duration" histogram=${commits.seconds} format=${seconds} />
      <//>
    </div>`
}
