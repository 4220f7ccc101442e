// Writes docs/settings.md from the settings table. Run after `npm run build:ts`.
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import path from 'node:path'
import { renderSettingsDocs } from '../dist/config/settings-docs.js'

const docs = fileURLToPath(new URL('../docs/', import.meta.url))
mkdirSync(docs, { recursive: true })
writeFileSync(path.join(docs, 'settings.md'), renderSettingsDocs())
