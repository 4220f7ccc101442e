/**
 * A real broker, or three, and real kills: the oracle's events through the service while it is killed again and
 * again, and its brokers too. See docs/reliability.md.
 */
import { parseArgs } from 'node:util'
import path from 'node:path'
import { ROOT } from '../../bench/support/paths.js'
import { initCodecs } from '../../src/records/codecs.js'
import { startOneBroker } from './brokers.js'
import { runKills } from './campaign.js'
import { startCluster } from './cluster.js'
import { startRecord } from './results.js'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    'broker-kills': { type: 'string' },
    brokers: { type: 'string', default: '1' },
    mode: { type: 'string', default: 'event' },
    backend: { type: 'string', default: 'directory' },
    rate: { type: 'string', default: '400' },
    seed: { type: 'string' }
  }
})
const { mode, backend } = values
if (mode !== 'event' && mode !== 'processing') throw new Error('--mode is event or processing')
if (backend !== 'directory' && backend !== 'kafka') throw new Error('--backend is directory or kafka')
const say = (line: string): void => console.error(line)
const count = Number(values.brokers)

const record = startRecord(count === 1 ? 'reliability:kills' : 'reliability:cluster')
await initCodecs()
const brokers = await (count === 1 ? startOneBroker(say) : startCluster(count, say))
try {
  const result = await runKills({
    mode,
    main: path.join(ROOT, 'dist/main.js'),
    brokers,
    kills: Number(values.kills),
    brokerKills: Number(values['broker-kills'] ?? (count === 1 ? 5 : 2 * count)),
    rate: Number(values.rate),
    seed: Number(values.seed ?? Date.now() % 1e6),
    secondReader: true,
    backend,
    say
  })
  record(`${count === 1 ? 'kills' : 'cluster'}-${mode}${backend === 'kafka' ? '-kafka' : ''}`, result)
  console.log(JSON.stringify(result, null, 2))
  process.exitCode = result.findings.length === 0 ? 0 : 1
} finally {
  await brokers.stop()
}
