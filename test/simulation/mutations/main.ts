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

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false }
  }
})

interface Finding {
  readonly isFound: boolean
  /** By what, or what was tried in vain. */
  readonly how: string
}

/** The compiled simulator with the bug in it, run until a seed fails. */
async function simulateWith(bug: PlantedBug, args: readonly string[]): Promise<Finding> {
  const tree = path.join(COPY, 'simulator')
  rmSync(tree, { recursive: true, force: true })
  cpSync(COMPILED, tree, { recursive: true })
  const source = plant(bug, readFileSync(path.join(ROOT, 'src', bug.file), 'utf8'))
  writeFileSync(path.join(tree, 'src', bug.file.replace(/\.ts$/, '.js')), compile(source))
  return runSimulator(tree, args)
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
  const failed = /^seed (\d+ \([^)]*\)): (.{0,100})/m.exec(output)
  if (failed !== null) return { isFound: true, how: `seed ${failed[1]}: ${failed[2]}` }
  // A bug may also crash the simulator; that is no finding.
  return { isFound: false, how: output.split('\n').slice(-3).join(' ') }
}

/** The unit tests of one file, over a copy of the sources with the bug in it. */
async function testWith(bug: PlantedBug, file: string): Promise<Finding> {
  const tree = path.join(COPY, 'sources')
  rmSync(tree, { recursive: true, force: true })
  mkdirSync(tree, { recursive: true })
  for (const name of ['src', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts', 'bench']) {
    cpSync(path.join(ROOT, name), path.join(tree, name), { recursive: true })
  }
  for (const name of ['node_modules', 'build', 'dist', 'assembly']) {
    symlinkSync(path.join(ROOT, name), path.join(tree, name))
  }
  const patched = path.join(tree, 'src', bug.file)
  writeFileSync(patched, plant(bug, readFileSync(patched, 'utf8')))
  const vitest = path.join(ROOT, 'node_modules/vitest/vitest.mjs')
  const { code, output } = await run([vitest, 'run', `test/${file}`], tree)
  const failed = /FAIL\s+(.*)/.exec(output)?.[1] ?? 'no test failed'
  return { isFound: code !== 0 && /FAIL/.test(output), how: failed }
}

function run(args: readonly string[], cwd: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd, env: { ...process.env, NO_COLOR: '1' } })
    let output = ''
    child.stdout.on('data', (text: Buffer) => (output += text.toString()))
    child.stderr.on('data', (text: Buffer) => (output += text.toString()))
    child.on('close', (code) => resolve({ code, output }))
  })
}

function check(bug: PlantedBug): Promise<Finding> {
  if (bug.check.kind === 'test') return testWith(bug, bug.check.file)
  const { theme, seeds } = bug.check
  return simulateWith(bug, ['--seeds', String(seeds), ...(theme === undefined ? [] : ['--theme', theme])])
}

function nameOf(check: Check): string {
  if (check.kind === 'test') return `test/${check.file}`
  return `${check.seeds} seeds${check.theme === undefined ? '' : ` of ${check.theme}`}`
}

async function main(): Promise<void> {
  const isMeant = (name: string): boolean => name.includes(values.only)
  const outside = Object.keys(MUTATIONS).filter(isMeant)
  const planted = PLANTED_BUGS.filter(({ name }) => isMeant(name))
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
