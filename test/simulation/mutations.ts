import { KafkaClient } from '../../src/connectors/kafka/transport/client.js'
import type { KafkaConnectionOptions } from '../../src/connectors/kafka/transport/connection-options.js'
import {
  listOffsetsRequest,
  offsetCommitRequest,
  READ_UNCOMMITTED
} from '../../src/connectors/kafka/transport/requests/offsets.js'
import type { KafkaRequest } from '../../src/connectors/kafka/transport/request.js'
import type { LinkFactory } from '../../src/connectors/kafka/transport/link.js'
import { DirectorySnapshotStore, type DirectoryStoreOptions } from '../../src/state/directory-store.js'
import type { SnapshotContents } from '../../src/state/snapshot.js'
import { NODE_FILES, type StateFiles } from '../../src/state/state-files.js'
import type { Mutation } from './mutation.js'
import { GROUP } from './scenario.js'
import { WireReader, WireWriter } from './wire.js'

const LIST_OFFSETS = 2
const INIT_PRODUCER_ID = 22
const TXN_OFFSET_COMMIT = 28
const LATEST = -1
const JOURNAL = `${GROUP}-journal`

function bodyOf(request: KafkaRequest<unknown>): WireReader {
  return new WireReader(Buffer.from(request.encode()))
}

/** The answer that the request's decoder makes of these bytes. */
function decoded<T>(request: KafkaRequest<T>, body: WireWriter): T {
  return request.decode(body.finish())
}

/** Commits the group's offsets beside the transaction instead of in it. */
class OffsetsOutside extends KafkaClient {
  override async send<T>(node: number, request: KafkaRequest<T>): Promise<T> {
    if (request.apiKey !== TXN_OFFSET_COMMIT) return super.send(node, request)
    const reader = bodyOf(request)
    reader.string()
    const group = reader.string()
    reader.int64()
    reader.int16()
    const [topic] = reader.array(() => ({
      topic: reader.string(),
      offsets: new Map(
        reader.array(() => {
          const offset = [reader.int32(), reader.int64()] as const
          reader.nullableString()
          return offset
        })
      )
    }))
    if (topic !== undefined) await super.send(node, offsetCommitRequest(group, topic))
    return decoded(request, new WireWriter().int32(0).int32(0))
  }
}

/** Goes on with the producer that it has, whatever happened: InitProducerId is asked for once. */
class SameProducer extends KafkaClient {
  static readonly #answers = new WeakMap<object, Buffer>()
  readonly #process: object

  constructor(options: KafkaConnectionOptions, links: LinkFactory, process: object) {
    super(options, links)
    this.#process = process
  }

  override async send<T>(node: number, request: KafkaRequest<T>): Promise<T> {
    if (request.apiKey !== INIT_PRODUCER_ID) return super.send(node, request)
    const known = SameProducer.#answers.get(this.#process)
    if (known !== undefined) return request.decode(known)
    const decode = (raw: Buffer): T => {
      if (raw.readInt16BE(4) === 0) SameProducer.#answers.set(this.#process, raw)
      return request.decode(raw)
    }
    return super.send(node, { ...request, decode })
  }
}

/** Looks for the end of the journal before InitProducerId, and believes it afterwards. */
class JournalFirst extends KafkaClient {
  #end: number | null = null

  override async send<T>(node: number, request: KafkaRequest<T>): Promise<T> {
    if (request.apiKey === INIT_PRODUCER_ID) this.#end ??= await this.#journalEnd()
    if (request.apiKey !== LIST_OFFSETS || this.#end === null) return super.send(node, request)
    const reader = bodyOf(request)
    reader.int32()
    reader.int8()
    reader.int32()
    if (reader.string() !== JOURNAL) return super.send(node, request)
    reader.int32()
    reader.int32()
    if (reader.int64() !== LATEST) return super.send(node, request)
    const answer = new WireWriter().int32(0).int32(1).string(JOURNAL).int32(1)
    return decoded(request, answer.int32(0).int16(0).int64(-1).int64(this.#end))
  }

  async #journalEnd(): Promise<number> {
    const leader = (await this.metadata([JOURNAL])).topics.get(JOURNAL)?.leaders[0] ?? -1
    const [found] = await super.send(leader, listOffsetsRequest(JOURNAL, [0], LATEST, READ_UNCOMMITTED))
    return Number(found?.offset)
  }
}

interface Naming {
  onName: (id: string) => void
}

/** Gives a snapshot's id away as soon as it begins to write it. */
class NamedTooEarly extends DirectorySnapshotStore {
  readonly #naming: Naming

  constructor(options: DirectoryStoreOptions) {
    const naming: Naming = { onName: () => undefined }
    super({ ...options, ...(options.files && { files: watched(options.files, naming) }) })
    this.#naming = naming
  }

  override save(contents: SnapshotContents): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#naming.onName = resolve
      super.save(contents).then(resolve, reject)
    })
  }
}

/** Removes what no journal record that it knows names, before it has stored anything. */
class TidiesAtStart extends DirectorySnapshotStore {
  readonly #remove: (id: string) => Promise<void>
  readonly #known = new Set<string>()

  constructor(options: DirectoryStoreOptions) {
    super(options)
    const { files = NODE_FILES, directory, group } = options
    this.#remove = (id) => files.remove(`${directory}/${group}/${id}.snapshot`)
  }

  override async load(id: string): Promise<SnapshotContents> {
    this.#known.add(id)
    const contents = await super.load(id)
    for (const stored of await this.list()) if (!this.#known.has(stored.id)) await this.#remove(stored.id)
    return contents
  }
}

function watched(files: StateFiles, naming: Naming): StateFiles {
  return {
    ...files,
    writeNew: (path, bytes) => {
      const id = /([^/]+)\.snapshot/.exec(path)?.[1]
      if (id !== undefined) naming.onName(id)
      return files.writeNew(path, bytes)
    }
  }
}

/** The bugs that the simulation must find. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'offsets are committed outside of the transaction': {
    createClient: (options, links) => new OffsetsOutside(options, links)
  },
  'no InitProducerId after a time-out': {
    createClient: (options, links, process) => new SameProducer(options, links, process)
  },
  'the journal is read before InitProducerId': {
    createClient: (options, links) => new JournalFirst(options, links)
  },
  'a snapshot is named before it is stored': {
    createStore: (options) => new NamedTooEarly(options)
  },
  'snapshots that the journal does not name are removed at the start': {
    createStore: (options) => new TidiesAtStart(options),
    theme: 'older snapshots'
  }
}
