/** Where in the user's own files something was written. */
import { fileURLToPath } from 'node:url'

/** The folder of this package's modules, built or not: frames in it are not the user's. */
const OWN = fileURLToPath(new URL('..', import.meta.url))
/** A word calls a few functions of this package before it looks. */
const FRAMES = 16
const FRAME = /(?:\(|at (?:async )?)((?:file:\/\/)?[^()]+):(\d+):\d+\)?$/

/** `file:line` of the nearest caller outside of this package; undefined where there is none. */
export function callSite(): string | undefined {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = FRAMES
  const { stack } = new Error()
  Error.stackTraceLimit = before
  return siteOf(stack)
}

/** The same for the stack of an error. */
export function siteOf(stack: string | undefined): string | undefined {
  for (const line of (stack ?? '').split('\n')) {
    const [, file, number] = FRAME.exec(line.trim()) ?? []
    if (file === undefined || file.startsWith('node:') || file.includes('/node_modules/')) continue
    const path = file.startsWith('file:') ? fileURLToPath(file) : file
    if (path.startsWith('/') && !path.startsWith(OWN)) return `${path}:${String(number)}`
  }
  return undefined
}
