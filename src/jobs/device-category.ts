import { caseWhen } from '../index.js'
import { col } from './events.js'

const userAgent = col('device.user_agent')

/** Mobile, Tablet, Bot or Desktop by what the user agent contains; the first match counts. */
export const deviceCategory = caseWhen(
  [
    [userAgent.like('%Mobile%'), 'Mobile'],
    [userAgent.like('%Tablet%'), 'Tablet'],
    [userAgent.like('%Bot%'), 'Bot']
  ],
  'Desktop'
)
