/** Accusations of healthy members: who, by whom, and how they ended. */
import { formatCount, formatDuration, plural } from '../format.ts'
import type { Accusation } from '../run-record.ts'
import { dataTable } from './data-table.ts'
import { type Html, html } from './escape.ts'

const ROWS_MAX = 200

/** Undefined when nobody was accused. */
export function accusationTable(accusations: readonly Accusation[]): Html | undefined {
  if (accusations.length === 0) return undefined
  const rows = accusations
    .slice(0, ROWS_MAX)
    .map(({ member, by, startedAtS, endedAtS, outcome }) => [
      member,
      by,
      outcome,
      formatDuration(startedAtS),
      endedAtS === null ? 'open at the end' : formatDuration(endedAtS - startedAtS),
    ])
  const more = accusations.length - rows.length
  return html`<h3 class="table-title">${plural(accusations.length, 'accusation')} of healthy members</h3>
${dataTable(
  { columns: ['accused', 'by', 'ended', 'at', 'after'], rows },
  { label: 'Accusations of healthy members', textColumns: [0, 1, 2] },
)}${more > 0 ? html`<p class="muted after">and ${formatCount(more)} more, in record.json</p>` : undefined}`
}
