import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import type { HistoryAnswer, SeriesName } from '../api.js'

export interface Line {
  readonly series: SeriesName
  readonly label: string
}

export interface ChartProps {
  readonly title: string
  readonly history: HistoryAnswer
  readonly lines: readonly Line[]
  readonly format: (value: number | null) => string
}

const HEIGHT = 150
/** Steps of the time axis, s. */
const MINUTES = [60, 120, 300, 600, 900, 1800, 3600]
const AXIS_WIDTH = 64
const COLOURS = ['--line-1', '--line-2']

/** Lines over the last hour. What they show last stands beside their names, for who cannot see the lines. */
export function Chart({ title, history, lines, format }: ChartProps): VNode {
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | null>(null)
  useEffect(() => {
    if (place.current === null) return undefined
    const release = draw(place.current, lines, format, plot)
    return release
  }, [])
  useEffect(() => plot.current?.setData(dataOf(history, lines)), [history])
  return html`<figure class="chart">
    <figcaption>
      <span>${title}</span>
      ${lines.map(
        ({ label, series }, index) =>
          html`<span class="legend line-${index + 1}"
            >${label} <b>${format(history.series[series].at(-1) ?? null)}</b></span
          >`
      )}
    </figcaption>
    <div ref=${place} aria-hidden="true"></div>
  </figure>`
}

function dataOf({ times, series }: HistoryAnswer, lines: readonly Line[]): uPlot.AlignedData {
  return [times, ...lines.map((line) => series[line.series])] as unknown as uPlot.AlignedData
}

/** Draws into the place, again when its width or the colours change; gives back what takes it away. */
function draw(
  place: HTMLElement,
  lines: readonly Line[],
  format: ChartProps['format'],
  plot: { current: uPlot | null }
): () => void {
  let data: uPlot.AlignedData = [[], ...lines.map(() => [])] as unknown as uPlot.AlignedData
  const redraw = (): void => {
    if (plot.current !== null) data = plot.current.data
    plot.current?.destroy()
    plot.current = new uPlot(optionsOf(place, lines, format), data, place)
  }
  redraw()
  const resized = new ResizeObserver(() => {
    const width = place.clientWidth
    if (width > 0 && width !== plot.current?.width) plot.current?.setSize({ width, height: HEIGHT })
  })
  resized.observe(place)
  const themed = new MutationObserver(redraw)
  themed.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  const system = matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', redraw)
  return () => {
    resized.disconnect()
    themed.disconnect()
    system.removeEventListener('change', redraw)
    plot.current?.destroy()
    plot.current = null
  }
}

function optionsOf(place: HTMLElement, lines: readonly Line[], format: ChartProps['format']): uPlot.Options {
  const styles = getComputedStyle(place)
  const colour = (name: string): string => styles.getPropertyValue(name).trim()
  const axis = {
    stroke: colour('--muted'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: colour('--border'), width: 1 },
    ticks: { show: false }
  }
  return {
    width: Math.max(place.clientWidth, 120),
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, points: { size: 6 } },
    scales: { y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.1 : 1] } },
    axes: [
      { ...axis, space: 70, size: 26, incrs: MINUTES, values: '{HH}:{mm}' },
      { ...axis, size: AXIS_WIDTH, values: (_plot, values) => values.map((value) => format(value)) }
    ],
    series: [
      {},
      ...lines.map(({ label }, index) => ({
        label,
        stroke: colour(COLOURS[index] ?? '--line-1'),
        fill: index === 0 ? colour('--line-fill') : '',
        width: 1.75,
        spanGaps: false,
        points: { show: false }
      }))
    ]
  }
}
