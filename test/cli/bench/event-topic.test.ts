import { expect, it } from 'vitest'
import { readCommittedRows } from '../../../src/cli/bench/committed-rows.js'
import { provideEvents } from '../../../src/cli/bench/event-topic.js'
import { workload } from '../../../src/cli/bench/workload.js'
import { KafkaClient } from '../../../src/connectors/kafka/transport/client.js'
import { deleteTopics } from '../../../src/connectors/kafka/transport/delete-topics.js'
import { describeKafka, readCommitted, uniqueName, useBroker } from '../../support/kafka.js'

const PACKING = { recordsPerBatch: 100, compression: 'none' } as const

describeKafka('a topic of events', () => {
  it('is written once, and is gone when it is deleted', async () => {
    const brokers = useBroker()
    const client = new KafkaClient({ bootstrapServers: brokers })
    const name = uniqueName('bench')
    const said: string[] = []
    const options = workload({ events: 1001, partitions: 3, sessions: 20 })
    const provide = () => provideEvents(client, name, options, PACKING, (line) => said.push(line))
    try {
      expect(await provide()).toEqual({ name, partitions: 3, records: 1004 })
      const values = await readCommitted(brokers, name)
      expect(values).toHaveLength(1004)
      for (let partition = 0; partition < 3; partition++) {
        const last = values.filter((value) => value.partition === partition).at(-1)
        expect(last?.value).toContain('"type":"end"')
      }
      expect(await readCommittedRows(client, name)).toHaveLength(1004)
      await provide()
      expect(said).toHaveLength(1)
      const other = workload({ events: 1002, partitions: 3, sessions: 20 })
      await expect(provideEvents(client, name, other, PACKING, () => undefined)).rejects.toMatchObject({
        code: 'BENCH_TOPIC'
      })
      await deleteTopics(client, [name, uniqueName('never-was')])
      await expect.poll(async () => (await client.metadata([name])).topics.get(name)?.error).not.toBe(0)
    } finally {
      client.close()
    }
  })
})
