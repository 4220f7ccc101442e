/**
 * What kernels and host agree on, written once: these files are compiled here and by TypeScript. Codes of scalar
 * functions, aggregates and window kinds stand in the table of functions (src/table/functions/); the build makes
 * the file `generated.ts` of a room from them (scripts/contract.mjs).
 */
export * from '../../src/plan/contract/blocks'
export * from '../../src/plan/contract/failures'
export * from '../../src/plan/contract/opcodes'
export * from '../../src/plan/contract/plan-layout'
export * from '../../src/plan/contract/statistics'
export * from '../../src/plan/contract/types'
