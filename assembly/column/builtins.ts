import { defineCast } from './cast'
import { defineComparisons } from './compare'
import { defineConstantComparisons } from './compare-constant'
import { defineConditionals } from './conditional'
import { defineConstant } from './constant'
import { defineAll } from './generated'
import { defineLike } from './like'
import { defineLogic } from './logic'
import { defineMembership } from './membership'

/** Fills the table of operations: those of expressions, and the scalar functions. Before a plan is loaded. */
export function defineOperations(): void {
  defineConstant()
  defineComparisons()
  defineConstantComparisons()
  defineMembership()
  defineLike()
  defineLogic()
  defineConditionals()
  defineCast()
  defineAll()
}
