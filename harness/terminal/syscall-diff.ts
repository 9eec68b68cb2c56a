/** Two captures of system calls side by side, for people. */
import {
  type DiffTools,
  printableStrings,
  type SyscallDiff,
  syscallDiffTable,
  syscallDiffTexts,
} from '../../analysis/index.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'
import { wrap } from './text.ts'

const ROWS_MAX = 30
/** call; A and B per cycle, change, word; working; p50. */
const RANKS = [0, 0, 0, 1, 0, 3, 2]
const TEXTS: readonly number[] = [0, 4, 6]
const WORD = 4

/** `names`: what A and B are, as the reader calls them. */
export function syscallDiffReport(
  foreign: SyscallDiff,
  names: { readonly a: string; readonly b: string },
  tools: DiffTools,
  layout: Layout,
): string {
  const diff = printableStrings(foreign)
  const { columns, rows } = syscallDiffTable(diff)
  const heads = columns.map((header, index): Column => {
    const align = TEXTS.includes(index) ? 'left' : 'right'
    return { header: index === 0 ? '' : header, align, rank: RANKS[index] ?? 0 }
  })
  const cells = rows
    .slice(0, ROWS_MAX)
    .map((row) => row.map((text, index): Cell => (index === WORD ? painted(text) : text)))
  const more = rows.length - cells.length
  return [
    `${layout.paint('bold', 'A')}  ${printableStrings(names.a)}`,
    `${layout.paint('bold', 'B')}  ${printableStrings(names.b)}`,
    '',
    ...table(heads, cells, { ...layout, indent: '  ' }),
    ...(more > 0 ? [layout.paint('dim', `  and ${more} more`)] : []),
    '',
    ...syscallDiffTexts(diff, printableStrings(tools)).flatMap((text) =>
      wrap(text, layout.columns, '  ', '    '),
    ),
  ].join('\n')
}

function painted(text: string): Cell {
  switch (text) {
    case 'new':
    case 'more':
      return { text, format: 'yellow' }
    case 'vanished':
    case 'fewer':
      return { text, format: 'cyan' }
    default:
      return { text, format: 'dim' }
  }
}
