import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { Badge, DataTable, Panel, type Cell } from '../components/basics.js'
import { count, duration, time } from '../format.js'
import type { PageProps } from './page.js'

const COLUMNS = [
  { title: 'What' },
  { title: 'Since' },
  { title: 'Lasted', isNumber: true },
  { title: 'State' },
  { title: 'Reason' },
  { title: 'What to do' }
]

const PROBLEM_COLUMNS = [
  { title: 'First' },
  { title: 'Last' },
  { title: 'Times', isNumber: true },
  { title: 'Level' },
  { title: 'What' },
  { title: 'Look for' }
]

export function Events({ answer: { status, readiness, problems } }: PageProps): VNode {
  const { outages, takenAt } = status
  const rows = [...outages]
    .sort((a, b) => b.since - a.since)
    .map(({ what, since, until, reason }): readonly Cell[] => [
      what,
      time(since, takenAt),
      duration((until ?? takenAt) - since),
      until === null ? html`<${Badge} tone="bad">out of reach<//>` : html`<${Badge} tone="good">back<//>`,
      reason,
      until === null ? adviceFor(reason) : 'Nothing: it went on by itself.'
    ])
  const said = [...problems]
    .reverse()
    .map(({ firstAt, lastAt, count: times, level, message, code }): readonly Cell[] => [
      time(firstAt, takenAt),
      time(lastAt, takenAt),
      count(times),
      html`<${Badge} tone=${level === 'WARNING' ? 'warn' : 'bad'}>${level.toLowerCase()}<//>`,
      message,
      code === null ? 'the log' : html`<code>${code}</code> in the runbook`
    ])
  return html`<${Panel} title="Readiness" wide>
      ${
        readiness.ready
          ? html`<p>
              <${Badge} tone="good">ready<//>
              ${readiness.standby ? 'It waits to take over.' : 'It does its work.'}
            </p>`
          : html`<p><${Badge} tone="bad">not ready<//></p>
              <ul>
                ${readiness.reasons.map((reason) => html`<li>${reason}</li>`)}
              </ul>`
      }
    <//>
    <${Panel} title="Outages" wide>
      <${DataTable} caption="Outages" columns=${COLUMNS} rows=${rows} empty="None since the start." />
    <//>
    <${Panel} title="Warnings and errors" wide>
      <${DataTable}
        caption="Warnings and errors"
        columns=${PROBLEM_COLUMNS}
        rows=${said}
        empty="The log has none since the start."
      />
    <//>`
}

const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/refused|ECONNREFUSED/i, 'Is the broker running, and is its port in kafka_bootstrap_servers?'],
  [
    /ENOTFOUND|EAI_AGAIN|getaddrinfo/i,
    'Can the name be resolved from here? Look at kafka_bootstrap_servers.'
  ],
  [/time[d -]*out|ETIMEDOUT|EHOSTUNREACH/i, 'Is there a way through the network and its firewalls?'],
  [/sasl|authentic|sign-in/i, 'Look at kafka_sasl_username, kafka_sasl_password and kafka_sasl_mechanism.'],
  [/certificate|tls|ssl/i, 'Look at kafka_ssl_ca_file and kafka_security_protocol.'],
  [/space|ENOSPC|quota/i, 'Make room on the disk of processing_state_dir.']
]

/** What helps against an outage of this reason. */
function adviceFor(reason: string): string {
  const found = ADVICE.find(([pattern]) => pattern.test(reason))
  return found?.[1] ?? 'It is tried again without end; docs/runbook.md says more.'
}
