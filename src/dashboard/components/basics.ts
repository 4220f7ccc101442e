import { html } from 'htm/preact'
import type { ComponentChildren, VNode } from 'preact'

export type Tone = 'good' | 'warn' | 'bad' | 'quiet'

/** A word in a coloured pill; the word alone says it, the colour only helps. */
export function Badge({ tone, children }: { tone: Tone; children?: ComponentChildren }): VNode {
  return html`<span class="badge ${tone}">${children}</span>`
}

interface TileProps {
  readonly label: string
  readonly value: string
  readonly note?: string
  readonly tone?: Tone
}

/** One figure, large. */
export function Tile({ label, value, note = '', tone = 'quiet' }: TileProps): VNode {
  return html`<div class="tile ${tone}">
    <dt>${label}</dt>
    <dd>
      <strong>${value}</strong>
      <small>${note}</small>
    </dd>
  </div>`
}

export function Panel({
  title,
  children,
  wide = false
}: {
  title: string
  children?: ComponentChildren
  wide?: boolean
}): VNode {
  return html`<section class=${wide ? 'panel wide' : 'panel'}>
    <h3>${title}</h3>
    ${children}
  </section>`
}

export type Cell = VNode | string

export interface Column {
  readonly title: string
  /** Figures stand right. */
  readonly isNumber?: boolean
}

interface TableProps {
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
  /** Said when there are no rows. */
  readonly empty?: string
}

/** A table that scrolls sideways where it has no room, by keyboard too. */
export function DataTable({ caption, columns, rows, empty = 'Nothing yet.' }: TableProps): VNode {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption class="hidden">
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title, isNumber }) => html`<th scope="col" class=${isNumber ? 'number' : ''}>${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, index) => html`<td class=${columns[index]?.isNumber ? 'number' : ''}>${cell}</td>`)}
            </tr>`
        )}
      </tbody>
    </table>
  </div>`
}
