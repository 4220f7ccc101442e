#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8'

// A reader that went away (`millrace config | head`) is no failure; the print sink reports it by itself.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') process.exit(1)
  })
}

// Whole batches go through as bytes, and hardly an object outlives its task: a young generation that stays at its first
// size is collected as quickly. Set before anything is loaded, for what has grown does not shrink again.
setFlagsFromString('--semi-space-growth-factor=1')
const { runCli } = await import('./cli/cli.js')
const code = await runCli(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  exit: (exitCode) => process.exit(exitCode)
})
process.exit(code)
