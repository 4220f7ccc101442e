import { Commits } from './commits.js'
import { Events } from './events.js'
import { JobGraph } from './job-graph.js'
import { Jobs } from './jobs.js'
import { Overview } from './overview.js'
import type { Page } from './page.js'
import { Settings } from './settings.js'
import { Snapshots } from './snapshots.js'
import { Sources } from './sources.js'

/** The pages in the order of the menu; the first is where one arrives. */
export const PAGES: readonly [Page, ...Page[]] = [
  { path: 'overview', title: 'Overview', view: Overview },
  { path: 'graph', title: 'Job graph', view: JobGraph },
  { path: 'sources', title: 'Sources', view: Sources },
  { path: 'jobs', title: 'Jobs', view: Jobs },
  { path: 'commits', title: 'Epochs & commits', view: Commits },
  { path: 'snapshots', title: 'Snapshots', view: Snapshots },
  { path: 'events', title: 'Troubles', view: Events },
  { path: 'settings', title: 'Settings', view: Settings }
]
