import type { Brokers } from './brokers.js'
import type { Reply } from './broker-api.js'
import { ERROR } from './errors.js'
import { WireWriter, type WireReader } from './wire.js'

/** JoinGroup v5, SyncGroup v3, Heartbeat v3 and LeaveGroup v3. */
export class GroupApi {
  readonly #brokers: Brokers
  /** The coordinator's error for a group: another node has it, or it is not loaded. */
  readonly #errorOf: (group: string) => number

  constructor(brokers: Brokers, errorOf: (group: string) => number) {
    this.#brokers = brokers
    this.#errorOf = errorOf
  }

  join(reader: WireReader, reply: Reply): void {
    const group = reader.string()
    const sessionTimeoutMs = reader.int32()
    const rebalanceTimeoutMs = reader.int32()
    const memberId = reader.string()
    const instanceId = reader.nullableString()
    reader.string()
    const [protocol = ''] = reader.array(() => {
      const name = reader.string()
      reader.blob()
      return name
    })
    const notHere = this.#errorOf(group)
    if (notHere !== ERROR.NONE) {
      const refused = new WireWriter().int32(0).int16(notHere).int32(-1).string('').string('')
      return reply(refused.string(memberId).int32(0).finish())
    }
    const request = { memberId, instanceId, sessionTimeoutMs, rebalanceTimeoutMs, protocol }
    this.#brokers.members(group).join(request, (answer) => {
      this.#brokers.trace(`JoinGroup of ${instanceId} as "${memberId}": "${answer.memberId}"`, answer.error)
      const writer = new WireWriter().int32(0).int16(answer.error).int32(answer.generation)
      writer.string(answer.protocol).string(answer.leader).string(answer.memberId)
      writer.array(answer.members, (member) =>
        writer.string(member.memberId).string(member.instanceId).blob(Buffer.alloc(0))
      )
      reply(writer.finish())
    })
  }

  sync(reader: WireReader, reply: Reply): void {
    const group = reader.string()
    const generation = reader.int32()
    const claim = { generation, memberId: reader.string(), instanceId: reader.nullableString() }
    const assignments = new Map(reader.array(() => [reader.string(), Buffer.from(reader.blob())] as const))
    const answer = (error: number, assignment: Buffer): void =>
      reply(new WireWriter().int32(0).int16(error).blob(assignment).finish())
    const notHere = this.#errorOf(group)
    if (notHere !== ERROR.NONE) return answer(notHere, Buffer.alloc(0))
    this.#brokers
      .members(group)
      .sync(claim, assignments, ({ error, assignment }) => answer(error, assignment))
  }

  heartbeat(reader: WireReader, reply: Reply): void {
    const group = reader.string()
    const generation = reader.int32()
    const claim = { generation, memberId: reader.string(), instanceId: reader.nullableString() }
    const notHere = this.#errorOf(group)
    const error = notHere === ERROR.NONE ? this.#brokers.members(group).heartbeat(claim) : notHere
    reply(new WireWriter().int32(0).int16(error).finish())
  }

  leave(reader: WireReader, reply: Reply): void {
    const group = reader.string()
    const members = reader.array(() => ({ memberId: reader.string(), instanceId: reader.nullableString() }))
    const notHere = this.#errorOf(group)
    const writer = new WireWriter().int32(0).int16(notHere)
    writer.array(notHere === ERROR.NONE ? members : [], ({ memberId, instanceId }) => {
      const error = this.#brokers.members(group).leave(memberId, instanceId)
      writer.string(memberId).string(instanceId).int16(error)
    })
    reply(writer.finish())
  }
}
