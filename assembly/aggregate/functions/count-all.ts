/** COUNT(*): rows, whatever is in them. */
import { countAll, finishCount } from '../counts'
import { NO_INPUT, defineAggregate } from '../family'

/** Defines the aggregate for each type of input that it takes. */
export function define(code: u32): void {
  for (let type = 0; type <= NO_INPUT; type++) defineAggregate(code, type, countAll, finishCount)
}
