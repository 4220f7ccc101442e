/** The requests of group membership beneath kafkajs's public API; see kafkajs-internals.d.ts. */

declare module 'kafkajs/src/protocol/requests/joinGroup/v5/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    groupId: string
    sessionTimeout: number
    rebalanceTimeout: number
    memberId: string
    groupInstanceId: string
    protocolType: string
    groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[]
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/joinGroup/v5/response.js' {
  export interface JoinGroupResponse {
    readonly errorCode: number
    readonly generationId: number
    readonly leaderId: string
    readonly memberId: string
    readonly members: readonly { readonly memberId: string; readonly groupInstanceId: string | null }[]
  }
  const response: { decode(raw: Buffer): Promise<JoinGroupResponse> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/syncGroup/v3/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    groupId: string
    generationId: number
    memberId: string
    groupInstanceId: string
    groupAssignment: readonly { readonly memberId: string; readonly memberAssignment: Buffer }[]
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/syncGroup/v3/response.js' {
  export interface SyncGroupResponse {
    readonly errorCode: number
    readonly memberAssignment: Buffer | null
  }
  const response: { decode(raw: Buffer): Promise<SyncGroupResponse> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/heartbeat/v3/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    groupId: string
    groupGenerationId: number
    memberId: string
    groupInstanceId: string
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/heartbeat/v3/response.js' {
  const response: { decode(raw: Buffer): Promise<{ readonly errorCode: number }> }
  export default response
}

declare module 'kafkajs/src/protocol/requests/leaveGroup/v3/request.js' {
  import type { ProtocolRequest } from 'kafkajs/src/network/connection.js'
  export default function request(options: {
    groupId: string
    members: readonly { readonly memberId: string; readonly groupInstanceId: string }[]
  }): ProtocolRequest
}
declare module 'kafkajs/src/protocol/requests/leaveGroup/v3/response.js' {
  const response: { decode(raw: Buffer): Promise<{ readonly errorCode: number }> }
  export default response
}
