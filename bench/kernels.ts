/** Kernels by stage against JSON.parse and Maps, on the same events, on one thread. */
import { measureKernels } from './kernels/measure.js'
import { Options } from './support/options.js'
import { report, startResult } from './support/results.js'

const options = new Options({ values: ['events', 'repetitions'] })
const finish = startResult('kernels', 'bench')
report(finish(await measureKernels(options.number('events', 100_000), options.number('repetitions', 7))))
