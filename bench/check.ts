/**
 * Are the kernels as fast, against JSON.parse and Maps on the same events, as they were when bench/baseline-ratios.json
 * was written? Fails when a ratio has fallen by more than the tolerance. `--update` writes the file anew.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { measureKernels } from './kernels/measure.js'
import { MIXES } from './kernels/mixes.js'
import { Options } from './support/options.js'
import { ROOT } from './support/paths.js'

const TOLERANCE = 1.3
const DECIMALS = 2
const FILE = path.join(ROOT, 'bench/baseline-ratios.json')

const options = new Options({ values: ['events', 'repetitions'], flags: ['update'] })
const { figures } = await measureKernels(options.number('events', 50_000), options.number('repetitions', 5))
const ratios = Object.fromEntries(
  Object.keys(MIXES).map((mix) => [mix, Number(figures[`${mix}.ratio`]?.median.toFixed(DECIMALS))])
)

if (options.flag('update')) {
  writeFileSync(FILE, `${JSON.stringify(ratios, null, 2)}\n`)
  console.log(`written: ${path.relative(ROOT, FILE)}`)
} else {
  const stored = JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, number>
  for (const [mix, was] of Object.entries(stored)) {
    const is = ratios[mix] ?? 0
    const isSlower = is * TOLERANCE < was
    console.log(`${isSlower ? 'SLOWER' : 'ok    '} ${mix}: ${is} times JSON.parse and Maps, was ${was}`)
    if (isSlower) process.exitCode = 1
  }
}
