import { EventEmitter } from 'node:events'
import type { CliIo, Output } from '../../src/cli/io.js'

/** A terminal, or a pipe, whose text can be read back. */
export class FakeOutput implements Output {
  text = ''
  readonly isTTY: boolean
  columns = 100
  rows = 40

  constructor(isTTY = false) {
    this.isTTY = isTTY
  }

  write(text: string): void {
    this.text += text
  }

  get lines(): string[] {
    return this.text.split('\n').filter((line) => line !== '')
  }
}

/** Tests run side by side: those that do not look at the ports open none. */
export const NO_PORTS = { PROCESSING_HTTP_PORT: '0', PROCESSING_METRICS_PORT: '0' }

export class FakeIo implements CliIo {
  readonly stdout: FakeOutput
  readonly stderr = new FakeOutput()
  readonly signals = new EventEmitter()
  readonly exits: number[] = []
  readonly env: Record<string, string>

  constructor(env: Record<string, string> = {}, terminal = false) {
    this.env = env
    this.stdout = new FakeOutput(terminal)
  }

  readonly exit = (code: number): void => {
    this.exits.push(code)
  }

  /** The log: one JSON object a line on standard error. */
  get log(): Record<string, unknown>[] {
    return this.stderr.lines
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  }
}
