import { html } from 'htm/preact'
import type { VNode } from 'preact'
import type { Histogram } from '../api.js'
import { count } from '../format.js'

interface HistogramProps {
  readonly title: string
  readonly histogram: Histogram
  readonly format: (value: number) => string
}

/** How often values of each size came, as bars. */
export function HistogramView({ title, histogram, format }: HistogramProps): VNode {
  const bars = barsOf(histogram, format)
  const most = Math.max(1, ...bars.map((bar) => bar.count))
  return html`<table class="histogram">
    <caption>
      ${title}: ${count(histogram.count)}, mean ${format(meanOf(histogram))}
    </caption>
    <tbody>
      ${bars.map(
        ({ label, count: height }) =>
          html`<tr>
            <th scope="row">${label}</th>
            <td>
              <span class="bar" style=${{ width: `${(height / most) * 100}%` }}></span>
            </td>
            <td class="number">${count(height)}</td>
          </tr>`
      )}
    </tbody>
  </table>`
}

interface Bar {
  readonly label: string
  readonly count: number
}

/** Counts of each bucket alone, without the empty ones at both ends. */
function barsOf({ buckets }: Histogram, format: (value: number) => string): readonly Bar[] {
  const bars = buckets.map(({ le, count: upTo }, index): Bar => {
    const before = buckets[index - 1]
    const label = le === null ? `> ${format(before?.le ?? 0)}` : `≤ ${format(le)}`
    return { label, count: upTo - (before?.count ?? 0) }
  })
  const first = bars.findIndex((bar) => bar.count > 0)
  return first < 0 ? [] : bars.slice(first, bars.findLastIndex((bar) => bar.count > 0) + 1)
}

function meanOf({ sum, count: all }: Histogram): number {
  return all === 0 ? 0 : sum / all
}
