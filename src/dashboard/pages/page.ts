import type { ComponentType } from 'preact'
import type { HistoryAnswer, StatusAnswer } from '../api.js'

export interface PageProps {
  readonly answer: StatusAnswer
  readonly history: HistoryAnswer
}

export interface Page {
  /** In the address, after `#/`. */
  readonly path: string
  readonly title: string
  readonly view: ComponentType<PageProps>
}
