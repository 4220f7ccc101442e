import type { TypeName } from '../table/types.js'
import { BIGINT, BOOLEAN, DOUBLE, STRING, TIMESTAMP } from './contract/types.js'

/** The code of each data type in a plan. */
export const TYPE_CODES: Readonly<Record<TypeName, number>> = { BOOLEAN, BIGINT, DOUBLE, STRING, TIMESTAMP }
