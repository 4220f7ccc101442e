// Writes docs/language.md from the table of functions. Run after `npm run build:ts`.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { renderLanguageDocs } from '../dist/table/print/language-docs.js'

writeFileSync(fileURLToPath(new URL('../docs/language.md', import.meta.url)), renderLanguageDocs())
