import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** As V8 writes it: samples are node ids, timeDeltas microseconds. */
interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number
    readonly callFrame: { readonly functionName: string; readonly url: string }
  }[]
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

type Frame = CpuProfile['nodes'][number]['callFrame']

/** What a thread does; the first that fits counts. */
const KINDS: readonly (readonly [kind: string, fits: (frame: Frame) => boolean])[] = [
  ['waiting', ({ functionName }) => ['(idle)', 'atomicsWaitLoop'].includes(functionName)],
  ['kernels', ({ url }) => url.startsWith('wasm')],
  ['checksums', ({ functionName }) => functionName === 'verifyBatchCrc'],
  ['decompression', ({ url }) => url.endsWith('/codecs.js')],
  ['copies into and out of the kernels', ({ url }) => url.endsWith('/engine/kernel.js')],
  ['copies into chunks', ({ url }) => url.endsWith('/kafka/chunks.js')],
  ['garbage collection', ({ functionName }) => functionName === '(garbage collector)'],
  [
    'messages between threads',
    ({ functionName, url }) =>
      /^(postMessage|receiveMessageOnPort)$/.test(functionName) || url.includes('/piscina/')
  ],
  ['loading and compiling code', ({ functionName, url }) => isLoading(functionName, url)],
  ["V8's own", ({ functionName }) => functionName === '(program)'],
  [
    'writing to sockets',
    ({ functionName, url }) => /^write(Buffer|v|Utf8String)$/.test(functionName) && url === ''
  ]
]
const REST = 'all else'

function isLoading(functionName: string, url: string): boolean {
  return (
    /node:internal\/(modules|bootstrap|process)|cjs-module-lexer/.test(url) ||
    /^(compile|dlopen|wrapSafe)/.test(functionName)
  )
}

/** Microseconds by kind, of one kind of thread: what all of them did together. */
export type TimeByKind = ReadonlyMap<string, number>

/**
 * Reads what `node --cpu-prof` left in a folder. The samples are of wall-clock time: where threads wait for a core,
 * that counts for what they were about to do. Reading from sockets counts as waiting: it happens where the event loop
 * waits.
 */
export function readProfiles(folder: string): { readonly main: TimeByKind; readonly workers: TimeByKind } {
  const main = new Map<string, number>()
  const workers = new Map<string, number>()
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'))) {
    const profile = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as CpuProfile
    // CPU.<date>.<time>.<process>.<thread>.<number>.cpuprofile
    addProfile(file.split('.')[4] === '0' ? main : workers, profile)
  }
  return { main, workers }
}

function addProfile(times: Map<string, number>, { nodes, samples, timeDeltas }: CpuProfile): void {
  const kinds = new Map(nodes.map(({ id, callFrame }) => [id, kindOf(callFrame)]))
  samples.forEach((node, index) => {
    const kind = kinds.get(node) ?? REST
    times.set(kind, (times.get(kind) ?? 0) + (timeDeltas[index] ?? 0))
  })
}

function kindOf(frame: Frame): string {
  return KINDS.find(([, fits]) => fits(frame))?.[0] ?? REST
}
