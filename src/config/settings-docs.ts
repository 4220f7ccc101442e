import { defaultText, keysByGroup } from './present.js'
import type { SettingKey } from './settings-table.js'
import { settingOf } from './settings.js'

const HEAD = `# Settings

<!-- Generated from src/config/settings-table.ts by \`npm run docs:settings\`. Do not edit by hand. -->

Millrace is set by environment variables. \`--config millrace.yaml\` names a file of settings, of the same names, for
what the environment does not say; a name in it that is no setting is an error. What neither says has its default.

- Names count in any case: \`FLINK_PARALLELISM\` and \`flink_parallelism\` are the same setting.
- An empty or blank variable counts as not set.
- Lists are JSON, such as \`["page_view","click"]\`; only \`kafka_bootstrap_servers\` is separated by commas.
- Booleans are \`true\`, \`false\`, \`1\` or \`0\`.
- A wrong value stops the start before anything is connected: one line for each wrong setting with key, value and
  what is allowed, exit code 2.
- A variable that looks like a setting and is none is pointed out in the log and has no effect.
- Any sink \`X\` of a job of your own writes to the topic that \`kafka_topic_X\` names, by default \`X\`.

\`millrace config\` prints every setting with its value, its default and where the value comes from, secrets masked;
\`millrace config --json\` the same for programs.
`

const TAIL = `## Log

The service logs to standard error, one JSON object a line: \`level\`, \`timestamp\` (ISO 8601, UTC), \`service\`,
\`hostname\`, \`pid\`, \`environment\`, the fields of the line, \`msg\`; at a terminal a line for people. Standard output is for rows (\`--sink print\`) and for what a command was asked for.

Redaction goes by the names of fields, at any depth: with the default patterns a field named \`apiKey\`, \`session_id\`
or \`X-Authorization\` prints \`[REDACTED]\` whatever it holds. The text of messages is not searched.
`

/** The text of docs/settings.md. */
export function renderSettingsDocs(): string {
  const sections = [...keysByGroup()].map(
    ([group, keys]) =>
      `## ${group}\n\n| setting | default | allowed | what for |\n| --- | --- | --- | --- |\n${keys.map(row).join('')}`
  )
  return [HEAD, ...sections, TAIL].join('\n')
}

function row(key: SettingKey): string {
  const { allowed, purpose, derived, secret } = settingOf(key)
  const initial = defaultText(key)
  const shown = initial === null ? 'not set' : derived === undefined ? `\`${initial}\`` : escape(initial)
  const note = secret === true ? ' Secret: never printed.' : ''
  return `| \`${key}\` | ${shown} | ${escape(allowed)} | ${escape(purpose)}${note} |\n`
}

function escape(text: string): string {
  return text.replace(/[|<>]/g, (character) => `\\${character}`)
}
