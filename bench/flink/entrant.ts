import { spawnSync } from 'node:child_process'
import type { Entrant } from '../../src/cli/bench/end-to-end.js'
import type { Stage } from '../support/stage.js'

/** The reference, when this machine has it. */
export function flink(_stage: Stage, say: (line: string) => void): Entrant[] {
  const found = spawnSync('python3', ['-c', 'import pyflink'])
  if (found.status !== 0) {
    say('PyFlink is not installed: the reference does not take part (pip install apache-flink)')
    return []
  }
  return []
}
