/** A capture of system calls as a person reads it in a terminal. */
import {
  ABSENT,
  type DataTable,
  formatDuration,
  plural,
  printableStrings,
  type SyscallView,
  syscallTables,
  syscallTexts,
} from '../../analysis/index.ts'
import { doubtLines } from './doubt-lines.ts'
import type { Layout } from './run-report.ts'
import { type Column, table } from './table.ts'
import { wrap } from './text.ts'

const CALL_ROWS_MAX = 20
const ROWS_MAX = 8
/** What a cell holds that has nothing to say. */
const NOTHING: readonly (string | undefined)[] = ['', ABSENT]

/** How a table's columns stand: its texts, and which columns go first where there is little room. */
type Look = { readonly texts: readonly number[]; readonly ranks: readonly number[] }

const LOOKS = {
  // call calls working share waiting mean p50 p90 p99 max spread errors
  calls: { texts: [0, 10, 11], ranks: [0, 0, 2, 1, 3, 7, 1, 8, 2, 5, 6, 4] },
  waits: { texts: [0, 1], ranks: [0, 0, 0, 1, 2, 3] },
  cycle: { texts: [0], ranks: [0, 0, 0, 1] },
  messages: { texts: [0, 1], ranks: [0, 0, 0, 1] },
  // thread calls failed working waiting wake-ups datagrams mostly
  threads: { texts: [0, 7], ranks: [0, 0, 6, 1, 2, 3, 4, 5] },
  peers: { texts: [0], ranks: [0, 0, 1, 0, 1] },
  descriptors: { texts: [0, 1], ranks: [0, 1, 0, 4, 2, 3, 2, 3] },
  inferred: { texts: [0], ranks: [0, 1, 0, 2, 1] },
} satisfies Record<string, Look>

export function syscallReport(foreign: SyscallView, layout: Layout): string {
  const view = printableStrings(foreign)
  const { report } = view
  const { busiest } = report
  const { callTable, waitTable, threadTable, peerTable, descriptorTable } = syscallTables
  const sections = [
    [layout.paint('bold', view.title), ...wrap(view.about, layout.columns)].join('\n'),
    sentences([syscallTexts.callsText(report), syscallTexts.costText(view)], layout).join('\n'),
    ...protocolSections(view, layout),
    section('System calls', rows(callTable(report), LOOKS.calls, layout, CALL_ROWS_MAX), layout),
    section(
      'Waiting',
      [
        ...rows(waitTable(report), LOOKS.waits, layout),
        ...sentences([syscallTexts.wakeUpText(report)], layout),
      ],
      layout,
    ),
    section('Threads', rows(threadTable(report), LOOKS.threads, layout), layout),
    section('Peers', rows(peerTable(report), LOOKS.peers, layout), layout),
    section('Descriptors', rows(descriptorTable(report), LOOKS.descriptors, layout), layout),
    busiest === null
      ? ''
      : wrap(
          `${layout.paint('bold', 'Busiest')}  ${plural(busiest.calls, 'call')} in ${formatDuration(busiest.lengthS)}, ${formatDuration(busiest.atS)} into the capture`,
          layout.columns,
          '',
          '  ',
        ).join('\n'),
    section('Lines', lineSection(view, layout), layout),
    section('Warnings', doubtLines(view.warnings, layout), layout),
  ]
  return sections.filter((one) => one !== '').join('\n\n')
}

function protocolSections({ report }: SyscallView, layout: Layout): string[] {
  const { protocol } = report
  const { cyclesText, boundaryText, answersText, inferredText } = syscallTexts
  if (protocol === null) {
    const lines = sentences([inferredText(report)], layout)
    const peers = rows(syscallTables.inferredTable(report), LOOKS.inferred, layout)
    return [section('Round trips, inferred', [...lines, ...peers], layout)]
  }
  const texts = [cyclesText(report), boundaryText(report), answersText(report)]
  return [
    section('Probe cycles', sentences(texts, layout), layout),
    section(
      'An average cycle',
      rows(syscallTables.cycleTable(protocol), LOOKS.cycle, layout),
      layout,
    ),
    section('Messages', rows(syscallTables.messageTable(protocol), LOOKS.messages, layout), layout),
  ]
}

function lineSection({ report }: SyscallView, layout: Layout): string[] {
  const shown = report.unrecognized.map(({ line, text }) => `line ${line}: ${text}`)
  return sentences([syscallTexts.linesText(report), ...shown], layout)
}

function section(title: string, lines: readonly string[], { paint }: Layout): string {
  return lines.length === 0 ? '' : [paint('bold', title), ...lines].join('\n')
}

function sentences(texts: readonly (string | undefined)[], { columns }: Layout): string[] {
  return texts.flatMap((text) => (text === undefined ? [] : wrap(text, columns, '  ', '    ')))
}

/** Nothing for a table without rows; columns that say nothing in any row are left out. */
function rows(data: DataTable, look: Look, layout: Layout, rowsMax = ROWS_MAX): string[] {
  if (data.rows.length === 0) return []
  const used = data.columns
    .map((_, index) => index)
    .filter((index) => index === 0 || data.rows.some((row) => !NOTHING.includes(row[index])))
  const columns = used.map((index): Column => {
    const header = index === 0 ? '' : (data.columns[index] ?? '')
    const align = look.texts.includes(index) ? 'left' : 'right'
    return { header, align, rank: look.ranks[index] ?? 0 }
  })
  const shown = data.rows.slice(0, rowsMax).map((row) => used.map((index) => row[index] ?? ''))
  const more = data.rows.length - shown.length
  return [
    ...table(columns, shown, { ...layout, indent: '  ' }),
    ...(more > 0 ? [layout.paint('dim', `  and ${more} more`)] : []),
  ]
}
