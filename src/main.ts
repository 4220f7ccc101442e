#!/usr/bin/env node
import { runCli } from './cli/cli.js'

// A reader that went away (`millrace config | head`) is no failure; the print sink reports it by itself.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(1)
  })
}

const code = await runCli(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  exit: (exitCode) => process.exit(exitCode)
})
process.exit(code)
