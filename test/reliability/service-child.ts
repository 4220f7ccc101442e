import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Lines of the log that are kept for findings. */
const LOG_TAIL = 40

/** Services run side by side here. */
const NO_PORTS = { PROCESSING_HTTP_PORT: '0', PROCESSING_METRICS_PORT: '0' }

/** One life of the service binary: a child process whose log is watched line by line. */
export class ServiceChild {
  readonly spawnedAt = performance.now()
  /** Resolves with the moment of the line `starting`: settings are read, the service begins to work. */
  readonly started: Promise<number>
  /** Resolves once the process is gone, with its exit code or signal. */
  readonly exited: Promise<string>
  readonly tail: string[] = []
  readonly #child: ChildProcess
  readonly #onLine: (line: string) => void
  #rest = ''

  constructor(
    main: string,
    env: Readonly<Record<string, string>>,
    onLine: (line: string) => void = () => {}
  ) {
    this.#onLine = onLine
    this.#child = spawn(process.execPath, [main, 'run'], {
      env: { PATH: process.env['PATH'], ...NO_PORTS, ...env },
      stdio: ['ignore', 'ignore', 'pipe']
    })
    this.exited = once(this.#child, 'exit').then(([code, signal]) => String(signal ?? code))
    let onStarted: (at: number) => void = () => {}
    this.started = new Promise((resolve) => (onStarted = resolve))
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      for (const line of this.#lines(bytes)) {
        if (line.includes('"starting"')) onStarted(performance.now())
        this.#take(line)
      }
    })
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Ends it with the signal; resolves with exit code or signal once it is gone. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<string> {
    if (this.isRunning) this.#child.kill(signal)
    return this.exited
  }

  #lines(bytes: Buffer): string[] {
    const lines = (this.#rest + bytes.toString()).split('\n')
    this.#rest = lines.pop() ?? ''
    return lines
  }

  #take(line: string): void {
    this.tail.push(line)
    if (this.tail.length > LOG_TAIL) this.tail.shift()
    this.#onLine(line)
  }
}
