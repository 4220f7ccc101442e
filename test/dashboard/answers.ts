import { StatusSchema, type StatusAnswer } from '../../src/http/api/schemas.js'
import { statusAnswer } from '../../src/http/api/status-answer.js'
import type { Status } from '../../src/engine/status/status.js'
import type { Problem } from '../../src/observability/recent-problems.js'
import { fixture } from '../http/support.js'
import { NOW, serviceStatus } from '../support/service-status.js'

/** What the service answers when its status is this; what is given takes the place of what stands there. */
export function answer(changes: Partial<Status> = {}, problems: readonly Problem[] = []): StatusAnswer {
  const { service, context } = fixture()
  service.current = serviceStatus(changes)
  return StatusSchema.parse(statusAnswer({ ...context, problems: () => problems }))
}

const FIRST = answer()

/** The answer so many seconds later. */
export function answerOf(second: number): StatusAnswer {
  return { ...FIRST, status: { ...FIRST.status, takenAt: NOW + second * 1000 } }
}
