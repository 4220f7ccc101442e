import { JOURNAL_CONFIGS } from '../journal/journal.js'
import type { KafkaLogger } from '../retry/outage.js'

/**
 * Looks at the settings of a journal topic, which somebody else may have made: a broker that throws records of it away
 * takes the state of open windows with them, days later and without a word. Says so once.
 */
export class JournalSettings {
  static readonly NAMES: readonly string[] = Object.keys(JOURNAL_CONFIGS)
  readonly #topic: string
  readonly #logger: Pick<KafkaLogger, 'warn'>
  #isSaid = false

  constructor(topic: string, logger: Pick<KafkaLogger, 'warn'>) {
    this.#topic = topic
    this.#logger = logger
  }

  /** @param settings undefined: they may not be read */
  look(settings: ReadonlyMap<string, string> | undefined): void {
    const wrong = Object.entries(JOURNAL_CONFIGS).filter(([name, value]) => {
      const found = settings?.get(name)
      return found !== undefined && found !== value
    })
    if (wrong.length === 0 || this.#isSaid) return
    this.#isSaid = true
    this.#logger.warn(
      {
        topic: this.#topic,
        found: Object.fromEntries(wrong.map(([name]) => [name, settings?.get(name)])),
        expected: Object.fromEntries(wrong)
      },
      'the topic of the journal loses records by its settings, and with them what is counted in open windows; set them right'
    )
  }
}
