import { expect, it } from 'vitest'
import { createTopic, describeKafka, readCommitted, uniqueName, useBroker } from '../../support/kafka.js'
import { commitOf, makeSink, segment } from '../../support/kafka-parts.js'

describeKafka('KafkaSink', () => {
  it('writes rows, journal and offsets, and finds the journal again', async () => {
    const source = await createTopic(useBroker(), { partitions: 2 })
    const group = uniqueName('group')
    const out = uniqueName('out')
    const sink = makeSink(useBroker(), group, source)
    expect(await sink.open([{ name: 'rows', topic: out, columns: [] }])).toBeNull()
    const first = commitOf(
      1,
      [
        [0, 5],
        [1, 7]
      ],
      [segment('rows', ['{"a":1}', '{"a":2}']), segment('rows', ['{"a":3}'])]
    )
    await sink.commit(first)
    const second = commitOf(
      2,
      [
        [0, 6],
        [1, 7]
      ],
      []
    )
    await sink.commit(second)
    await sink.close()
    expect((await readCommitted(useBroker(), out)).map(({ value }) => value)).toEqual([
      '{"a":1}',
      '{"a":2}',
      '{"a":3}'
    ])
    const again = makeSink(useBroker(), group, source)
    expect(await again.open([{ name: 'rows', topic: out, columns: [] }])).toEqual(second.journal)
    await again.close()
  })
})
