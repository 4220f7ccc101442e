import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../../bench/support/paths.js'
import type { FlinkVersion } from '../../src/flink-sql/options.js'
import { hasFlink, planScripts } from './flink.js'

const GOLDEN = path.join(ROOT, 'test/flink-sql/golden')
const version: FlinkVersion = '2.2'
/** Fetched by `npm run flink:check`; nothing is downloaded here. */
const title = hasFlink(version)
  ? 'Flink’s own planner'
  : 'Flink’s own planner (skipped: no jars; npm run flink:check fetches them)'

describe.skipIf(!hasFlink(version))(title, () => {
  it('takes every script that is kept', async () => {
    const scripts = readdirSync(GOLDEN)
      .filter((name) => name.endsWith('.sql'))
      .map((name) => path.join(GOLDEN, name))
    expect(await planScripts(version, scripts)).toEqual(scripts.map(() => 'ok'))
  }, 300_000)
})
