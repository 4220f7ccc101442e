import { MillraceError } from '../../errors.js'
import { callSite } from '../call-site.js'

/** TABLE_INVALID: a declaration that cannot be used, with the place of it. */
export class TableError extends MillraceError {
  constructor(table: string, reason: string) {
    super('TABLE_INVALID', { table, reason }, { at: callSite() })
  }
}
