/** A table in HTML: scrolls by itself when it is too wide, is reachable by keyboard, can be sorted. */
import type { DataTable } from '../charts/chart.ts'
import { type Html, html } from './escape.ts'

export type TableLook = {
  /** What the table holds, for those who hear it. */
  readonly label: string
  /** Columns of text; all others are aligned as numbers. */
  readonly textColumns: readonly number[]
  /** What a cell sorts by, where its text is not it. */
  readonly sortKeys?: readonly (readonly (number | undefined)[])[]
}

export function dataTable({ columns, rows }: DataTable, look: TableLook): Html {
  const kind = (column: number) => (look.textColumns.includes(column) ? 'text' : 'number')
  const sortable = look.sortKeys !== undefined
  const heading = (name: string, column: number) =>
    sortable
      ? html`<th scope="col" class="${kind(column)}" aria-sort="none"><button type="button">${name}</button></th>`
      : html`<th scope="col" class="${kind(column)}">${name}</th>`
  const cell = (text: string, row: number, column: number) => {
    const key = look.sortKeys?.[row]?.[column]
    const sort = key === undefined ? undefined : html` data-sort="${key}"`
    return column === 0
      ? html`<th scope="row" class="${kind(column)}"${sort}>${text}</th>`
      : html`<td class="${kind(column)}"${sort}>${text}</td>`
  }
  return html`<div class="scroll" role="region" aria-label="${look.label}" tabindex="0"><table${sortable ? html` data-sortable` : undefined}>
<thead><tr>${columns.map(heading)}</tr></thead>
<tbody>${rows.map((cells, row) => html`<tr>${cells.map((text, column) => cell(text, row, column))}</tr>\n`)}</tbody>
</table></div>`
}
