import './synchronous-lz4.js'
import { parseArgs } from 'node:util'
import { initCodecs } from '../../src/connectors/kafka/codecs.js'
import { MUTATIONS } from './mutations.js'
import { simulate } from './simulation.js'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    mutation: { type: 'string' },
    verbose: { type: 'boolean', default: false },
    undisturbed: { type: 'boolean', default: false },
    'no-crashes': { type: 'boolean', default: false }
  }
})
const mutation = values.mutation === undefined ? undefined : MUTATIONS[values.mutation]
const limits = {
  ...(mutation && { mutation }),
  undisturbed: values.undisturbed,
  crashes: !values['no-crashes']
}

await initCodecs()
if (values.seed !== undefined) {
  const result = await simulate({
    ...limits,
    seed: Number(values.seed),
    onTrace: (line) => console.log(line)
  })
  console.log(result)
} else {
  const from = Number(values.from)
  let failed = 0
  const started = Date.now()
  for (let seed = from; seed < from + Number(values.seeds); seed++) {
    const result = await simulate({ ...limits, seed })
    if (values.verbose) console.log(JSON.stringify(result))
    if (result.failure !== null) {
      failed++
      console.log(`seed ${seed}: ${result.failure}`)
      if (mutation !== undefined) break
    }
  }
  console.log(`${failed} failed, ${Date.now() - started} ms`)
}
