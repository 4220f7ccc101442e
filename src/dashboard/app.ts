import { html } from 'htm/preact'
import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { StatusAnswer } from './api.js'
import { Badge, type Tone } from './components/basics.js'
import { Connection, FIRST_STATE, type Link, type State } from './connection.js'
import { duration } from './format.js'
import { PAGES } from './pages/index.js'
import type { Page } from './pages/page.js'
import { applyTheme, nextTheme, storedTheme } from './theme.js'

export function App(): VNode {
  const [state, setState] = useState<State>(FIRST_STATE)
  useEffect(() => {
    const connection = new Connection(setState)
    connection.open()
    return () => connection.close()
  }, [])
  const page = usePage()
  const main = useRef<HTMLElement>(null)
  const { answer, history, link } = state
  useEffect(() => {
    document.title = `${page.title} · ${answer?.name ?? 'Millrace'}`
  }, [page, answer?.name])
  return html`<a class="skip" href=${`#/${page.path}`} onClick=${() => main.current?.focus()}
      >To the content</a
    >
    <${Header} answer=${answer} link=${link} />
    <${Menu} page=${page} />
    <main ref=${main} tabindex="-1">
      <h2>${page.title}</h2>
      ${link === 'lost' && html`<${LostNote} />`}
      ${
        answer === null
          ? html`<p class="empty">Waiting for the service …</p>`
          : html`<${page.view} key=${page.path} answer=${answer} history=${history} />`
      }
    </main>`
}

/** The page that the address names. */
function usePage(): Page {
  const [page, setPage] = useState<Page>(pageOf(location.hash))
  useEffect(() => {
    const changed = (): void => {
      setPage(pageOf(location.hash))
      scrollTo(0, 0)
    }
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
  return page
}

function pageOf(hash: string): Page {
  return PAGES.find(({ path }) => hash === `#/${path}`) ?? PAGES[0]
}

const TONES: Readonly<Record<StatusAnswer['status']['phase'], Tone>> = {
  starting: 'warn',
  standby: 'quiet',
  recovering: 'warn',
  running: 'good',
  'caught-up': 'good',
  stopping: 'warn',
  failed: 'bad'
}

function Header({ answer, link }: { answer: StatusAnswer | null; link: Link }): VNode {
  return html`<header>
    <img src="dashboard/icon.svg" alt="" width="28" height="28" />
    <h1>${answer?.name ?? 'Millrace'}</h1>
    ${
      answer !== null &&
      html`<${Badge} tone=${TONES[answer.status.phase]}>${answer.status.phase}<//>
        ${!answer.readiness.ready && html`<${Badge} tone="bad">not ready<//>`}
        <span class="facts">
          up ${duration(answer.status.uptimeMs)} · ${answer.status.timeMode} time · ${answer.instance.host} ·
          v${answer.version}
        </span>`
    }
    <span class="spacer"></span>
    <${LinkBadge} link=${link} />
    <${ThemeButton} />
  </header>`
}

const LINKS: Readonly<Record<Link, readonly [Tone, string]>> = {
  connecting: ['quiet', 'connecting'],
  live: ['good', 'live'],
  lost: ['bad', 'no connection']
}

function LinkBadge({ link }: { link: Link }): VNode {
  const [tone, word] = LINKS[link]
  return html`<span role="status"><${Badge} tone=${tone}>${word}<//></span>`
}

function ThemeButton(): VNode {
  const [theme, setTheme] = useState(storedTheme)
  useEffect(() => applyTheme(theme), [theme])
  return html`<button type="button" class="plain" onClick=${() => setTheme(nextTheme(theme))}>
    <span aria-hidden="true">◐ </span><span class="hidden">Colours: </span>${theme}
  </button>`
}

function Menu({ page }: { page: Page }): VNode {
  return html`<nav aria-label="Pages">
    <ul>
      ${PAGES.map(
        ({ path, title }) =>
          html`<li>
            <a href=${`#/${path}`} aria-current=${path === page.path ? 'page' : undefined}>${title}</a>
          </li>`
      )}
    </ul>
  </nav>`
}

function LostNote(): VNode {
  return html`<p class="note bad" role="alert">
    The service does not answer. These are its last figures; the page goes on by itself once it is back.
  </p>`
}
