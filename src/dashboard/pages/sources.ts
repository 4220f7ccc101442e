import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { Engine, Source } from '../api.js'
import { Badge, DataTable, Panel, type Cell } from '../components/basics.js'
import { ago, count, duration, rate, time } from '../format.js'
import type { PageProps } from './page.js'

const PARTITION_COLUMNS = [
  { title: 'Partition', isNumber: true },
  { title: 'Offset', isNumber: true },
  { title: 'End', isNumber: true },
  { title: 'Lag', isNumber: true },
  { title: 'Newest event' },
  { title: 'Watermark' },
  { title: 'State' }
]

export function Sources({ answer: { status, rates } }: PageProps): VNode {
  return html`<${Watermarks} status=${status} /> ${status.sources.map(
      (source) =>
        html`<${SourcePanel} source=${source} status=${status} perSecond=${rates.sources[source.name]} />`
    )}
    ${status.sources.length === 0 && html`<p class="empty">No source is open yet.</p>`}`
}

function Watermarks({ status }: { status: Engine }): VNode {
  const rows = status.inputs.map(({ name, watermark, heldBackBy }): readonly Cell[] => [
    name,
    time(watermark, status.takenAt),
    watermark === null ? '–' : duration(status.takenAt - watermark),
    heldBackBy === null ? 'nobody' : `${heldBackBy.source}, partition ${heldBackBy.partition}`
  ])
  const columns = [
    { title: 'Inputs' },
    { title: 'Watermark' },
    { title: 'Behind the clock', isNumber: true },
    { title: 'Held back by' }
  ]
  return html`<${Panel} title="Watermarks" wide>
    <${DataTable} caption="Watermarks" columns=${columns} rows=${rows} />
  <//>`
}

interface SourceProps {
  readonly source: Source
  readonly status: Engine
  readonly perSecond: number | undefined
}

function SourcePanel({ source, status, perSecond }: SourceProps): VNode {
  const { name, connector, address, records, malformed, undated, partitions } = source
  const holders = status.inputs.flatMap(({ heldBackBy }) =>
    heldBackBy?.source === name ? [heldBackBy.partition] : []
  )
  const rows = partitions.map((partition) => partitionRow(partition, holders, status.takenAt))
  return html`<${Panel} title=${name} wide>
    <p class="summary">
      ${connector} <code>${address}</code> · ${rate(perSecond)} · ${count(records)} records,
      ${` ${count(malformed)} malformed, ${count(undated)} without a time`}
    </p>
    <${DataTable} caption=${`Partitions of ${name}`} columns=${PARTITION_COLUMNS} rows=${rows} />
  <//>`
}

function partitionRow(
  partition: Source['partitions'][number],
  holders: readonly number[],
  now: number
): readonly Cell[] {
  return [
    String(partition.partition),
    count(partition.position),
    count(partition.endOffset),
    count(partition.lag),
    ago(partition.maxTimestamp, now),
    time(partition.watermark, now),
    html`${stateOf(partition)}
    ${holders.includes(partition.partition) && html`<${Badge} tone="warn">holds the watermark back<//>`}`
  ]
}

function stateOf({ idle, waitingFor, lag }: Source['partitions'][number]): VNode {
  if (waitingFor !== null) return html`<${Badge} tone="warn">waits for transaction ${waitingFor}<//>`
  if (idle) return html`<${Badge} tone="quiet">idle<//>`
  return (lag ?? 0) > 0 ? html`<${Badge} tone="quiet">reading<//>` : html`<${Badge} tone="good">caught up<//>`
}
