import { configured } from './coordinator.js'
import { EXIT, type CliIo } from './io.js'

/** `millrace jobs`: what the jobs are, and with `--explain` how they are worked off. */
export function runJobsCommand(options: { explain?: boolean; json?: boolean }, io: CliIo): number {
  const statements = configured(io).coordinator.statementSet()
  const jobs = statements.plan.jobs.map((job, index) => ({
    name: job.name,
    sources: job.sources,
    sink: job.sink.name,
    topic: statements.targets.find(({ name }) => name === job.sink.name)?.topic ?? job.sink.name,
    keys: job.keys,
    columns: job.sink.columns,
    fingerprint: job.fingerprint,
    isStateless: job.isStateless,
    ...(options.explain === true && { plan: statements.explain(index) })
  }))
  if (options.json === true) {
    io.stdout.write(`${JSON.stringify(jobs, null, 2)}\n`)
    return EXIT.ok
  }
  for (const { name, sources, sink, topic, keys, plan } of jobs) {
    const by = keys.length === 0 ? '' : ` by ${keys.join(', ')}`
    io.stdout.write(`${name}: ${sources.join(', ')} -> ${sink} (${topic})${by}\n`)
    if (plan !== undefined) io.stdout.write(`${indented(plan)}\n\n`)
  }
  return EXIT.ok
}

function indented(text: string): string {
  return text.replace(/^(?=.)/gm, '  ')
}
