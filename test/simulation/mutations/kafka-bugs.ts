import type { PlantedBug } from './planted-bug.js'

const TRANSACTION = 'connectors/kafka/sink/transaction.ts'
const SINK = 'connectors/kafka/sink/sink.ts'
const FETCH_LOOP = 'connectors/kafka/source/fetch-loop.ts'

/** In the Kafka connector. */
export const KAFKA_BUGS: readonly PlantedBug[] = [
  {
    name: 'EndTxn is sent again after an error',
    file: TRANSACTION,
    find: `      const { errorCode } = await this.#client.send(
        this.#transactionCoordinator,
        endTxnRequest(this.#identity)
      )`,
    replace: `      const end = () => this.#client.send(this.#transactionCoordinator, endTxnRequest(this.#identity))
      const { errorCode } = await end().catch(end)`,
    check: { kind: 'simulation', theme: 'late requests', seeds: 12_000 }
  },
  {
    name: 'the in-flight guard of fetches is removed',
    file: FETCH_LOOP,
    find: 'return !inFlight && !isPaused && retryAt <= clock.monotonic()',
    replace: 'return (inFlight || !inFlight) && !isPaused && retryAt <= clock.monotonic()',
    check: { kind: 'simulation', theme: 'moving leaders', seeds: 6000 }
  },
  {
    name: 'a commit is written again without a look at the journal',
    file: SINK,
    find: '      if (isSame(this.#end, end)) return\n      const began',
    replace: '      const began',
    check: { kind: 'simulation', seeds: 2000 }
  },
  {
    name: 'whoever finds another journal goes on',
    file: SINK,
    find: 'if (!isSame(journal, committing) && !isSame(journal, this.#end)) {',
    replace: 'if (false) {',
    check: { kind: 'simulation', theme: 'two instances', seeds: 8000 }
  },
  {
    name: 'the lease is not asked before InitProducerId',
    file: SINK,
    find: 'if ((await this.#options.lease?.isHeld()) === false)',
    replace: 'if (false)',
    check: { kind: 'test', file: 'connectors/kafka/sink/sink.test.ts' }
  },
  {
    name: 'whoever was fenced never goes on',
    file: 'connectors/kafka/sink/fencing.ts',
    find: `    if (!isOurs) return lease`,
    replace: `    if (isOurs || !isOurs) return lease`,
    check: { kind: 'simulation', theme: 'one leased instance', seeds: 4000 }
  },
  {
    name: 'a session lives on after an error',
    file: SINK,
    find: `    const onFailure = (): void => {
      this.#endSession()`,
    replace: `    const onFailure = (): void => {`,
    check: { kind: 'simulation', seeds: 2000 }
  },
  {
    name: 'the errors of Produce are not looked at',
    file: TRANSACTION,
    find: "      this.#check(errorCode, 'Produce', { topic })\n",
    replace: '',
    check: { kind: 'simulation', theme: 'broker errors', seeds: 4000 }
  },
  {
    name: 'the errors of TxnOffsetCommit are not looked at',
    file: TRANSACTION,
    find: "      this.#check(errorCode, 'TxnOffsetCommit', { topic })\n",
    replace: '      void [errorCode, topic]\n',
    check: { kind: 'simulation', seeds: 2000 }
  },
  {
    name: 'sequence numbers begin anew with every transaction',
    file: TRANSACTION,
    find: '    const baseSequence = this.#sequences.get(key) ?? 0\n',
    replace: '    const baseSequence = 0\n',
    check: { kind: 'simulation', seeds: 200 }
  },
  {
    name: 'offsets are not added to the transaction',
    file: TRANSACTION,
    find: "await this.#whileConcurrent('AddOffsetsToTxn', async () => {",
    replace: "if (this.#sequences.size < 0) await this.#whileConcurrent('AddOffsetsToTxn', async () => {",
    check: { kind: 'simulation', seeds: 200 }
  },
  {
    name: 'a group ahead of its journal is taken as it is',
    file: 'connectors/kafka/sink/group-offsets.ts',
    find: 'if (ahead === null) continue',
    replace: 'if (ahead === null || ahead.end !== ahead.found) continue',
    check: { kind: 'simulation', theme: 'lost journal', seeds: 4000 }
  },
  {
    name: 'a lost end of the journal is seen by offsets alone',
    file: 'connectors/kafka/sink/group-offsets.ts',
    find: 'if (step === null || orderOf',
    replace: 'if (step === null || step.length > 0 || orderOf',
    check: { kind: 'simulation', theme: 'lost journal', seeds: 6000 }
  },
  {
    name: 'a member whose own first join comes late gives way',
    file: 'connectors/kafka/lease/group-member.ts',
    find: 'return this.#strays.pop() !== undefined',
    replace: 'return this.#strays.length < 0',
    check: { kind: 'test', file: 'connectors/kafka/lease/group-member.test.ts' }
  },
  {
    name: 'records of aborted transactions count',
    file: 'records/committed.ts',
    find: '!(batch.transactional && out.has(batch.producerId))',
    replace: '!(batch.control && out.has(batch.producerId))',
    check: { kind: 'simulation', seeds: 200 }
  },
  {
    name: 'aborted transactions are believed to come in order',
    file: 'records/committed.ts',
    find: 'const waiting = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset)',
    replace: 'const waiting = [...aborted]',
    check: { kind: 'simulation', seeds: 6000 }
  },
  {
    name: 'a partition behind an open transaction has no backlog',
    file: 'connectors/kafka/source/partition.ts',
    find: 'return !isCurrent || handedOver < highWatermark',
    replace: 'return !isCurrent && handedOver < highWatermark',
    check: { kind: 'simulation', theme: 'open transactions', seeds: 6000 }
  },
  {
    name: 'a fetch that was on its way when records came counts as a look',
    file: FETCH_LOOP,
    find: 'if (state.handedOver >= fetched.highWatermark) state.emptyAt = sentAt',
    replace: 'state.emptyAt = context.clock.monotonic()',
    check: { kind: 'simulation', theme: 'pauses', seeds: 8000 }
  },
  {
    name: 'another topic of the same name is read on',
    file: 'connectors/kafka/source/topic-watch.ts',
    find: '        this.#checkId(described)\n',
    replace: '',
    check: { kind: 'simulation', theme: 'source made anew', seeds: 6000 }
  },
  {
    name: 'partitions that are gone are left out without a word',
    file: 'connectors/kafka/source/start-positions.ts',
    find: 'if (gone.length > 0) {',
    replace: 'if (gone.length > leaders.length) {',
    check: { kind: 'simulation', theme: 'source made anew', seeds: 6000 }
  },
  {
    name: 'a group without offsets in mode group-offsets begins at the beginning',
    file: 'connectors/kafka/source/start-positions.ts',
    find: "if (startupMode === 'group-offsets') throw",
    replace: 'if (startupMode === undefined) throw',
    check: { kind: 'simulation', theme: 'beginnings', seeds: 6000 }
  }
]
