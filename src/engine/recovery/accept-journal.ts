import type { JournalOwner, JournalRecord, JournalSource } from '../../connectors/journal.js'
import { MillraceError } from '../../errors.js'

/**
 * Looks whether this application may go on after a journal record: the same application must have written it, from the
 * same sources. An instance of another name may go on after it, and sources may come and go.
 * @param sources of the application, as far as they are known before they are open
 * @throws MillraceError JOURNAL_OF_ANOTHER
 */
export function checkJournal(
  journal: JournalRecord,
  owner: JournalOwner,
  sources: readonly JournalSource[]
): void {
  const { application } = journal.owner
  if (application !== owner.application) {
    throw other(application, 'wrote it', `group ${owner.application} is to go on after it`)
  }
  for (const { name, connector, address } of sources) {
    const was = journal.sources.find((source) => source.name === name)
    if (was === undefined || (was.connector === connector && was.address === address)) continue
    throw other(
      application,
      `reads source ${name} from ${was.connector} ${was.address}`,
      `it is ${connector} ${address}`
    )
  }
}

function other(application: string, was: string, now: string): MillraceError {
  return new MillraceError('JOURNAL_OF_ANOTHER', { application, was, now })
}
