// Writes the kernels' tables of functions from the TypeScript ones (src/table/functions/): for each kind of function
// the file `generated.ts` of its room in assembly/, with the code of every entry, and with a function that lets the
// kernel file of every entry define itself under its code. The entry COUNT_ALL is defined by `count-all.ts`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { register } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Export of src/table/functions/index.ts → the folder of its kernel files. */
const TABLES = [
  { table: 'SCALAR_FUNCTIONS', room: 'column', folder: 'functions' },
  { table: 'AGGREGATES', room: 'aggregate', folder: 'functions' },
  { table: 'WINDOW_KINDS', room: 'window', folder: 'kinds' }
]

/** Brings the generated files up to date; one that is right already is not touched. */
export async function writeContract() {
  register('./typescript-hooks.mjs', import.meta.url)
  const functions = await import('../src/table/functions/index.ts')
  for (const { table, room, folder } of TABLES) {
    const entries = [...functions[table]].sort((a, b) => a.code - b.code)
    write(path.join(root, 'assembly', room, 'generated.ts'), text(entries, table, folder))
  }
}

function text(entries, table, folder) {
  const kernels = entries.map(({ name, code }) => ({
    code,
    constant: `${name}_CODE`,
    define: `define_${name.toLowerCase()}`,
    file: `./${folder}/${name.toLowerCase().replaceAll('_', '-')}`
  }))
  return [
    `/** Made by scripts/contract.mjs from ${table} in src/table/functions/. */`,
    ...kernels.map(({ define, file }) => `import { define as ${define} } from '${file}'`),
    '',
    ...kernels.map(({ constant, code }) => `export const ${constant}: u32 = ${code}`),
    '',
    '/** Lets every entry define itself under its code. */',
    'export function defineAll(): void {',
    ...kernels.map(({ define, constant }) => `  ${define}(${constant})`),
    '}',
    ''
  ].join('\n')
}

function write(file, wanted) {
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) return
  writeFileSync(file, wanted)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeContract()
