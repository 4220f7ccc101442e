import type { Output } from '../io.js'
import type { Line } from './board.js'

const HIDE_CURSOR = '\x1b[?25l'
const SHOW_CURSOR = '\x1b[?25h'
const CLEAR_LINE = '\x1b[K'
const CLEAR_BELOW = '\x1b[J'
/** Select Graphic Rendition: on and off. util.styleText asks the process's own streams, not the one drawn on. */
const STYLES = { bold: [1, 22], dim: [2, 22], cyan: [36, 39] } as const

/** A part of the terminal that is drawn over again and again. */
export class Screen {
  readonly #output: Output
  readonly #coloured: boolean
  #drawn = 0

  constructor(output: Output, coloured: boolean) {
    this.#output = output
    this.#coloured = coloured
  }

  /** Lines that may be drawn: one less than the terminal has, or the top would scroll away. */
  get height(): number {
    return (this.#output.rows ?? 24) - 1
  }

  draw(lines: readonly Line[]): void {
    const width = this.#output.columns ?? 80
    const shown = lines.slice(0, this.height)
    const up = this.#drawn > 0 ? `\x1b[${this.#drawn}A\r` : HIDE_CURSOR
    const text = shown.map((line) => `${this.#paint(line, width)}${CLEAR_LINE}\n`).join('')
    this.#output.write(`${up}${text}${CLEAR_BELOW}`)
    this.#drawn = shown.length
  }

  /** Leaves what was drawn last where it is and gives the cursor back. */
  release(): void {
    if (this.#drawn > 0) this.#output.write(SHOW_CURSOR)
    this.#drawn = 0
  }

  #paint({ text, style }: Line, width: number): string {
    const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text
    if (style === undefined || !this.#coloured) return cut
    const [on, off] = STYLES[style]
    return `\x1b[${on}m${cut}\x1b[${off}m`
  }
}
