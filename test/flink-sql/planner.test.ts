import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { canHaveFlink, fetchFlink, planScripts } from '../../bench/flink/cluster.js'
import { ROOT } from '../../bench/support/paths.js'

const GOLDEN = path.join(ROOT, 'test/flink-sql/golden')
const version = '2.2'
const isThere = canHaveFlink(version)
const title = `Flink’s own planner${isThere ? '' : ' (skipped: it takes Java 17 and Maven)'}`

describe.skipIf(!isThere)(title, () => {
  it('takes every script that is kept', async () => {
    await fetchFlink(version)
    const scripts = readdirSync(GOLDEN)
      .filter((name) => name.endsWith('.sql'))
      .map((name) => path.join(GOLDEN, name))
    expect(scripts.length).toBeGreaterThan(5)
    expect(await planScripts(version, scripts)).toEqual(scripts.map(() => 'ok'))
  }, 1_200_000)
})
