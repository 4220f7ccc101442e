import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../bench/support/paths.js'
import { useTemporaryDirectories } from '../support/temporary-directory.js'

const directory = useTemporaryDirectories()

/** What the check says of a file with this text, without the file's name. */
function findings(text: string): string[] {
  const folder = directory()
  writeFileSync(path.join(folder, 'kernel.ts'), text)
  const { status, stdout } = spawnSync(
    process.execPath,
    [path.join(ROOT, 'scripts/check-kernels.mjs'), folder],
    { encoding: 'utf8' }
  )
  const found = stdout
    .split('\n')
    .map((line) => /kernel\.ts:(.*)/.exec(line)?.[1])
    .filter((line) => line !== undefined)
  expect(status).toBe(found.length === 0 ? 0 : 1)
  return found
}

describe('the check of the kernels', () => {
  it('lets the dialect pass', () => {
    const text = `/** What it does. */
// @ts-ignore: decorator
@inline
export function next(i: i32): u8 {
  i++ // not ++i;
  return <u8>i
}
`
    expect(findings(text)).toEqual([])
  })

  it.each([
    ['++i\n', '1: write i++ and i--, not ++i and --i'],
    ['const a = u8(b)\n', '1: cast by <u8>x, not by u8(x)'],
    ['const a = usize(b)\n', '1: cast by <usize>x, not by usize(x)'],
    ['const a = 1;\n', '1: no semicolon at the end of a line'],
    ['/**\n * ```\n */\n', '2: a layout is indented by four spaces, not fenced'],
    ['// @ts-ignore: decorator\n@inline const a = 1\n', '2: a decorator stands on a line of its own'],
    ['\n@inline\nconst a = 1\n', '2: the line before a decorator is // @ts-ignore: decorator'],
    ['export function a(): void {}\n', '1: a is exported and has no /** … */'],
    [
      '// @ts-ignore: decorator\n@inline\nexport function a(): void {}\n',
      '3: a is exported and has no /** … */'
    ],
    ['\n'.repeat(401), '401: the file has 401 lines; at most 400']
  ])('finds what is against a rule: %j', (text, finding) => {
    expect(findings(text)).toEqual([finding])
  })
})
