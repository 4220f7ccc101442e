// Writes docs/api.md: everything that the package exports, by its declarations, so that a change of it is seen in review.
// Reads the built declarations. usage: node scripts/api-report.mjs
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import ts from 'typescript'

const root = fileURLToPath(new URL('..', import.meta.url))
const ENTRIES = { millrace: 'dist/index.d.ts', 'millrace/testing': 'dist/testing/index.d.ts' }
const HEAD = `# Public interface

<!-- Generated from the built declarations by \`npm run docs:api\`. Do not edit by hand. -->

Everything that the package exports. What is not here is internal and may change at any time.
`

/** The text of docs/api.md. */
export function renderApi() {
  const files = Object.values(ENTRIES).map((file) => path.join(root, file))
  const program = ts.createProgram(files, { module: ts.ModuleKind.NodeNext, skipLibCheck: true, types: [] })
  const checker = program.getTypeChecker()
  const sections = Object.keys(ENTRIES).map((name, index) => {
    const module = checker.getSymbolAtLocation(program.getSourceFile(files[index]))
    const exported = checker.getExportsOfModule(module).sort((a, b) => (a.name < b.name ? -1 : 1))
    return `## ${name}\n\n\`\`\`ts\n${exported.map((symbol) => textOf(checker, symbol)).join('\n')}\n\`\`\`\n`
  })
  return [HEAD, ...sections].join('\n')
}

function textOf(checker, symbol) {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  const own = (target.declarations ?? []).filter(
    (one) => !one.getSourceFile().fileName.includes('/node_modules/')
  )
  if (own.length === 0) return `export { ${symbol.name} } // of another package`
  return own
    .map((declaration) => (ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration))
    .map((declaration) => declaration.getText().replace(/^export (declare )?|^declare /, ''))
    .map((text) => text.replace(/^ *#private;\n/m, ''))
    .join('\n')
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeFileSync(path.join(root, 'docs/api.md'), renderApi())
