/** Plots as SVG text: lines over an axis, and bars in pieces. Sizes in pixels. */
const WIDTH = 720
const HEIGHT = 360
const MARGIN = { left: 76, right: 24, top: 40, bottom: 52 }
const PLOT_WIDTH = WIDTH - MARGIN.left - MARGIN.right
const PLOT_HEIGHT = HEIGHT - MARGIN.top - MARGIN.bottom
const COLOURS = ['#0b6e99', '#d9730d', '#448361', '#9065b0', '#c14c8a', '#787774']
const TICKS = 5
const LEGEND_STEP = 150

export interface LineChart {
  readonly title: string
  readonly x: string
  readonly y: string
  /** A logarithmic x axis, labelled at the points. */
  readonly logarithmic?: boolean
  readonly lines: Readonly<Record<string, readonly (readonly [x: number, y: number])[]>>
}

export interface BarChart {
  readonly title: string
  readonly x: string
  /** Pieces of each bar by name; all bars have the same names. */
  readonly bars: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export function lineChart({ title, x, y, logarithmic = false, lines }: LineChart): string {
  const points = Object.values(lines).flat()
  const xs = points.map(([value]) => value)
  const top = niceCeiling(Math.max(...points.map(([, value]) => value)))
  const scale = logarithmic ? Math.log : (value: number) => value
  const [from, to] = [logarithmic ? Math.min(...xs) : 0, Math.max(...xs)]
  const px = (value: number): number =>
    MARGIN.left + (PLOT_WIDTH * (scale(value) - scale(from))) / (scale(to) - scale(from) || 1)
  const py = (value: number): number => MARGIN.top + PLOT_HEIGHT * (1 - value / top)
  const xTicks = logarithmic ? [...new Set(xs)] : ticks(niceCeiling(to)).filter((tick) => tick <= to)
  const parts = [
    ...ticks(top).map((tick) => gridLine(MARGIN.left, py(tick), WIDTH - MARGIN.right, py(tick))),
    ...ticks(top).map((tick) => text(MARGIN.left - 8, py(tick) + 4, show(tick), 'end')),
    ...xTicks.map((tick) => text(px(tick), HEIGHT - MARGIN.bottom + 18, show(tick))),
    text(MARGIN.left + PLOT_WIDTH / 2, HEIGHT - 10, x),
    `<text transform="translate(16 ${MARGIN.top + PLOT_HEIGHT / 2}) rotate(-90)" text-anchor="middle">${escape(y)}</text>`
  ]
  Object.entries(lines).forEach(([name, line], i) => {
    const colour = COLOURS[i % COLOURS.length] ?? ''
    const path = line.map(([a, b]) => `${px(a).toFixed(1)},${py(b).toFixed(1)}`).join(' ')
    parts.push(`<polyline fill="none" stroke="${colour}" stroke-width="2" points="${path}"/>`)
    if (logarithmic) parts.push(...line.map(([a, b]) => dot(px(a), py(b), colour)))
    if (Object.keys(lines).length > 1) parts.push(legend(i, name, colour))
  })
  return svg(title, HEIGHT, parts)
}

export function barChart({ title, x, bars }: BarChart): string {
  const names = Object.keys(bars)
  const step = 44
  const left = 190
  const height = MARGIN.top + MARGIN.bottom + 24 + names.length * step
  const most = niceCeiling(Math.max(...Object.values(bars).map(total)))
  const width = (value: number): number => ((WIDTH - left - MARGIN.right) * value) / most
  const parts = ticks(most).flatMap((tick) => [
    gridLine(left + width(tick), MARGIN.top + 24, left + width(tick), height - MARGIN.bottom),
    text(left + width(tick), height - MARGIN.bottom + 18, show(tick))
  ])
  names.forEach((name, row) => {
    const y = MARGIN.top + 30 + row * step
    let at = left
    parts.push(text(left - 8, y + 20, name, 'end'))
    Object.values(bars[name] ?? {}).forEach((value, i) => {
      const colour = COLOURS[i % COLOURS.length] ?? ''
      parts.push(
        `<rect x="${at.toFixed(1)}" y="${y}" width="${width(value).toFixed(1)}" height="30" fill="${colour}"/>`
      )
      at += width(value)
    })
  })
  Object.keys(Object.values(bars)[0] ?? {}).forEach((name, i) => {
    parts.push(legend(i, name, COLOURS[i % COLOURS.length] ?? '', 112))
  })
  parts.push(text(left + (WIDTH - left - MARGIN.right) / 2, height - 10, x))
  return svg(title, height, parts)
}

function svg(title: string, height: number, parts: readonly string[]): string {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12" fill="#37352f">`
  const ground = `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`
  const heading = `<text x="${MARGIN.left}" y="18" font-size="14" font-weight="bold">${escape(title)}</text>`
  return `${[open, ground, heading, ...parts, '</svg>'].join('\n')}\n`
}

function text(x: number, y: number, content: string, anchor = 'middle'): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}">${escape(content)}</text>`
}

function gridLine(x1: number, y1: number, x2: number, y2: number): string {
  const [a, b, c, d] = [x1, y1, x2, y2].map((value) => value.toFixed(1))
  return `<line x1="${a}" y1="${b}" x2="${c}" y2="${d}" stroke="#e3e2e0"/>`
}

function dot(x: number, y: number, colour: string): string {
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.5" fill="${colour}"/>`
}

function legend(i: number, name: string, colour: string, step = LEGEND_STEP): string {
  const x = MARGIN.left + i * step
  return `<rect x="${x}" y="26" width="10" height="10" fill="${colour}"/>${text(x + 14, 35, name, 'start')}`
}

function ticks(top: number): number[] {
  return Array.from({ length: TICKS + 1 }, (_, i) => (top * i) / TICKS)
}

/** The next of 1, 2, 2.5, 5 times a power of ten: its fifths are round. */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value || 1))
  return ([1, 2, 2.5, 5].find((step) => step * power >= value) ?? 10) * power
}

function show(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 })
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function total(bar: Readonly<Record<string, number>>): number {
  return Object.values(bar).reduce((sum, value) => sum + value, 0)
}
