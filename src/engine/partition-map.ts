/** Values by partition, which is (number of the source in the application, number within the source). */
export class PartitionMap<Value> {
  readonly #values = new Map<number, Map<number, Value>>()

  get(source: number, partition: number): Value | undefined {
    return this.#values.get(source)?.get(partition)
  }

  has(source: number, partition: number): boolean {
    return this.#values.get(source)?.has(partition) === true
  }

  set(source: number, partition: number, value: Value): void {
    const ofSource = this.#values.get(source) ?? new Map<number, Value>()
    ofSource.set(partition, value)
    this.#values.set(source, ofSource)
  }

  /** Those of one source, by partition, in the order in which they came. */
  of(source: number): ReadonlyMap<number, Value> {
    return this.#values.get(source) ?? new Map<number, Value>()
  }

  /** All, source by source. */
  *entries(): Generator<[source: number, partition: number, value: Value], void> {
    for (const [source, ofSource] of this.#values) {
      for (const [partition, value] of ofSource) yield [source, partition, value]
    }
  }
}
