/**
 * A real broker, real kills: the oracle's events through the service while it is killed again and again, and its
 * broker too. See docs/reliability.md.
 */
import { parseArgs } from 'node:util'
import path from 'node:path'
import { ROOT } from '../../bench/support/paths.js'
import { initCodecs } from '../../src/connectors/kafka/codecs.js'
import { startOneBroker } from './brokers.js'
import { runKills } from './campaign.js'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    'broker-kills': { type: 'string', default: '5' },
    mode: { type: 'string', default: 'event' },
    rate: { type: 'string', default: '400' },
    seed: { type: 'string' },
    main: { type: 'string', default: path.join(ROOT, 'dist/main.js') }
  }
})
const { mode } = values
if (mode !== 'event' && mode !== 'processing') throw new Error('--mode is event or processing')
const say = (line: string): void => console.error(line)

await initCodecs()
const brokers = await startOneBroker(say)
try {
  const result = await runKills({
    mode,
    main: values.main,
    brokers,
    kills: Number(values.kills),
    brokerKills: Number(values['broker-kills']),
    rate: Number(values.rate),
    seed: Number(values.seed ?? Date.now() % 1e6),
    say
  })
  console.log(JSON.stringify(result, null, 2))
  process.exitCode = result.findings.length === 0 ? 0 : 1
} finally {
  await brokers.stop()
}
