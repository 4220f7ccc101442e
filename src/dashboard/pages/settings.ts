import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { fetchSettings, type SettingAnswer } from '../api.js'
import { Badge, DataTable, Panel, type Cell } from '../components/basics.js'
import type { PageProps } from './page.js'

const COLUMNS = [{ title: 'Setting' }, { title: 'Value' }, { title: 'Origin' }, { title: 'What for' }]

export function Settings({ answer }: PageProps): VNode {
  const [settings, setSettings] = useState<readonly SettingAnswer[]>([])
  const [wanted, setWanted] = useState('')
  const { pid } = answer.instance
  useEffect(() => {
    fetchSettings().then(setSettings, () => undefined)
  }, [pid])
  const shown = settings.filter(({ key, purpose }) => `${key} ${purpose}`.toLowerCase().includes(wanted))
  const groups = [...new Set(shown.map(({ group }) => group))]
  return html`<p class="summary">
      <label>
        Find
        <input
          type="search"
          onInput=${(event: InputEvent) => setWanted((event.target as HTMLInputElement).value.toLowerCase())}
        />
      </label>
    </p>
    ${groups.map(
      (group) =>
        html`<${Panel} title=${group} wide>
          <${DataTable}
            caption=${group}
            columns=${COLUMNS}
            rows=${shown.filter((one) => one.group === group).map(rowOf)}
          />
        <//>`
    )}`
}

function rowOf({ key, value, default: initial, origin, purpose }: SettingAnswer): readonly Cell[] {
  const from =
    origin === 'default'
      ? html`<${Badge} tone="quiet">default<//>`
      : html`<${Badge} tone="good">${origin}<//> <small>default: ${initial ?? 'unset'}</small>`
  return [html`<code>${key}</code>`, html`<code>${value ?? '(unset)'}</code>`, from, purpose]
}
