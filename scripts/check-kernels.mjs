// Checks that the kernels are written in one dialect, for neither eslint nor prettier can parse their decorators.
// usage: node scripts/check-kernels.mjs [folder]
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import path from 'node:path'

const MOST_LINES = 400
const DECORATOR = /^@(inline|unmanaged|lazy|final|global|external|operator|builtin|unsafe)\b/
const EXPORTED = /^export (function|class|abstract class|namespace|enum) (\w+)/
/** A call of a number type's name; `<u8>x` is the form in use. */
const CALL_CAST = /(?<![\w.])(bool|[iu](?:8|16|32|64|size)|[iu]size|f32|f64)\((?!\))/

/** Each finds in a file's lines what is against one rule: [line from 0, sentence] pairs. */
const RULES = [length, steps, casts, semicolons, fences, decorators, documentation]

function length(lines) {
  const count = lines.length - 1
  return count > MOST_LINES ? [[MOST_LINES, `the file has ${count} lines; at most ${MOST_LINES}`]] : []
}

function steps(lines) {
  const prefix = /(?:\+\+|--)[A-Za-z_]/
  return each(lines, (line) => prefix.test(codeOf(line)) && 'write i++ and i--, not ++i and --i')
}

function casts(lines) {
  return each(lines, (line) => {
    const type = CALL_CAST.exec(codeOf(line))?.[1]
    return type !== undefined && `cast by <${type}>x, not by ${type}(x)`
  })
}

function semicolons(lines) {
  return each(lines, (line) => /;\s*$/.test(codeOf(line)) && 'no semicolon at the end of a line')
}

function fences(lines) {
  return each(lines, (line) => line.includes('```') && 'a layout is indented by four spaces, not fenced')
}

/** Prettier's and TypeScript's parsers refuse decorators on functions; the comment keeps an editor quiet. */
function decorators(lines) {
  return each(lines, (line, index) => {
    const text = line.trim()
    if (!DECORATOR.test(text)) return false
    if (!/^@\w+(\([^()]*\))?$/.test(text)) return 'a decorator stands on a line of its own'
    const before = lines[index - 1]?.trim() ?? ''
    return before !== '// @ts-ignore: decorator' && 'the line before a decorator is // @ts-ignore: decorator'
  })
}

function documentation(lines) {
  return each(lines, (line, index) => {
    const name = EXPORTED.exec(line)?.[2]
    if (name === undefined) return false
    let before = index - 1
    while (before >= 0 && /^(@|\/\/ @ts-ignore: decorator$)/.test(lines[before])) before--
    return !lines[before]?.trimEnd().endsWith('*/') && `${name} is exported and has no /** … */`
  })
}

function each(lines, find) {
  return lines.flatMap((line, index) => {
    const sentence = find(line, index)
    return typeof sentence === 'string' ? [[index, sentence]] : []
  })
}

/** A line without its comment; the kernels have no string with slashes in it. */
function codeOf(line) {
  return /^\s*(\/\*|\*)/.test(line) ? '' : line.replace(/\/\/.*|\/\*.*?\*\//g, '')
}

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = process.argv[2] ?? path.join(root, 'assembly')
const findings = readdirSync(folder, { recursive: true })
  .filter((name) => name.endsWith('.ts'))
  .sort()
  .flatMap((name) => {
    const lines = readFileSync(path.join(folder, name), 'utf8').split('\n')
    return RULES.flatMap((rule) => rule(lines))
      .sort(([a], [b]) => a - b)
      .map(
        ([line, sentence]) =>
          `${path.relative(process.cwd(), path.join(folder, name))}:${line + 1}: ${sentence}`
      )
  })
for (const finding of findings) console.log(finding)
if (findings.length > 0) {
  console.log(`${findings.length} findings in the kernels' sources`)
  process.exit(1)
}
