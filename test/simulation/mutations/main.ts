import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import ts from 'typescript'
import { MUTATIONS } from '../mutations.js'
import { plant, type Check, type PlantedBug } from './planted-bug.js'
import { PLANTED_BUGS } from './planted-bugs.js'

const USAGE = `usage: npm run mutations -- [options]
  --only TEXT    those whose name holds the text
  --list         names them, and what finds each`

/** Seeds for the bugs that are planted from outside. */
const OUTSIDE_SEEDS = 2000

// Compiled to build/simulation/test/simulation/mutations.
const COMPILED = fileURLToPath(new URL('../../..', import.meta.url))
const ROOT = path.join(COMPILED, '../..')
const COPY = path.join(ROOT, 'build/mutations')
const SIMULATOR = path.join(COPY, 'simulator')
const SOURCES = path.join(COPY, 'sources')

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false }
  }
})

interface Ended {
  readonly code: number | null
  readonly output: string
}

type TestCheck = Extract<Check, { kind: 'test' }>

interface Finding {
  readonly isFound: boolean
  /** By what, or what was tried in vain. */
  readonly how: string
}

/** The compiled simulator with the bug in it, run until a seed fails. */
async function simulateWith(bug: PlantedBug, args: readonly string[]): Promise<Finding> {
  const source = plant(bug, readFileSync(path.join(ROOT, 'src', bug.file), 'utf8'))
  const file = path.join('src', bug.file.replace(/\.ts$/, '.js'))
  writeFileSync(path.join(SIMULATOR, file), compile(source))
  try {
    return await runSimulator(SIMULATOR, args)
  } finally {
    cpSync(path.join(COMPILED, file), path.join(SIMULATOR, file))
  }
}

function compile(source: string): string {
  const { outputText, diagnostics = [] } = ts.transpileModule(source, {
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext }
  })
  const [first] = diagnostics
  if (first !== undefined) throw new Error(ts.flattenDiagnosticMessageText(first.messageText, '\n'))
  return outputText
}

async function runSimulator(tree: string, args: readonly string[]): Promise<Finding> {
  const main = path.join(tree, 'test/simulation/main.js')
  const { output } = await run([main, '--until-found', ...args], ROOT)
  const [, seed, theme, failure] = /^seed (\d+) \(([^)]*)\): (.{0,100})/m.exec(output) ?? []
  // Without the bug the same seed holds.
  if (seed !== undefined) {
    const { code } = await run([path.join(COMPILED, 'test/simulation/main.js'), '--seed', seed], ROOT)
    return { isFound: code === 0, how: `seed ${seed} (${theme}): ${failure}` }
  }
  // A bug may also crash the simulator; that is no finding.
  return { isFound: false, how: output.split('\n').slice(-3).join(' ') }
}

/** The tests of one file, over the sources with the bug in them. */
async function testWith(bug: PlantedBug, by: TestCheck): Promise<Finding> {
  const patched = path.join(SOURCES, 'src', bug.file)
  const source = readFileSync(patched, 'utf8')
  writeFileSync(patched, plant(bug, source))
  try {
    const { code, output } = await runTest(by)
    const failed = /FAIL\s+(.*)/.exec(output)?.[1]
    if (code === 0 || failed === undefined) return { isFound: false, how: 'no test failed' }
    writeFileSync(patched, source)
    // Without the bug the same test passes.
    return { isFound: (await runTest(by)).code === 0, how: failed }
  } finally {
    writeFileSync(patched, source)
  }
}

function runTest({ file, test }: TestCheck): Promise<Ended> {
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs')
  return run([vitest, 'run', `test/${file}`, '-t', test], SOURCES)
}

/** Copies of the simulator and of the sources, in which one bug after another is planted. */
function copyTrees(): void {
  rmSync(COPY, { recursive: true, force: true })
  mkdirSync(SOURCES, { recursive: true })
  cpSync(COMPILED, SIMULATOR, { recursive: true })
  for (const name of ['src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts', 'bench']) {
    cpSync(path.join(ROOT, name), path.join(SOURCES, name), { recursive: true })
  }
  for (const name of ['node_modules', 'build', 'dist', 'assembly']) {
    symlinkSync(path.join(ROOT, name), path.join(SOURCES, name))
  }
}

function run(args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, NO_COLOR: '1' } })
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    child.stderr.on('data', (text: Buffer) => (output += text.toString()))
    child.on('close', (code) => resolve({ code, output }))
  })
}

function check(bug: PlantedBug): Promise<Finding> {
  if (bug.check.kind === 'test') return testWith(bug, bug.check)
  const { theme, seeds } = bug.check
  return simulateWith(bug, ['--seeds', String(seeds), ...(theme === undefined ? [] : ['--theme', theme])])
}

function nameOf(check: Check): string {
  if (check.kind === 'test') return `test/${check.file}, "${check.test}"`
  return `${check.seeds} seeds${check.theme === undefined ? '' : ` of ${check.theme}`}`
}

async function main(): Promise<void> {
  const isMeant = (name: string): boolean => name.includes(values.only)
  const outside = Object.keys(MUTATIONS).filter(isMeant)
  const planted = PLANTED_BUGS.filter(({ name }) => isMeant(name))
  copyTrees()
  let survivors = 0
  const judge = async (name: string, finding: Promise<Finding>): Promise<void> => {
    const { isFound, how } = await finding
    if (!isFound) survivors++
    console.log(`${isFound ? 'found   ' : 'SURVIVED'}  ${name}\n            ${how}`)
  }
  for (const name of outside) {
    const seeds = String(OUTSIDE_SEEDS)
    await judge(name, runSimulator(COMPILED, ['--seeds', seeds, '--mutation', name]))
  }
  for (const bug of planted) await judge(bug.name, check(bug))
  console.log(`${outside.length + planted.length} planted bugs, ${survivors} survived`)
  process.exitCode = survivors === 0 ? 0 : 1
}

function list(): void {
  for (const name of Object.keys(MUTATIONS)) console.log(`${name}\n    ${OUTSIDE_SEEDS} seeds`)
  for (const { name, file, check: by } of PLANTED_BUGS) console.log(`${name}\n    src/${file}: ${nameOf(by)}`)
}

if (values.help) console.log(USAGE)
else if (values.list) list()
else await main()
