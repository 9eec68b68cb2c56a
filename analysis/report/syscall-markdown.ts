/** A capture of system calls for a pull request: GitHub's Markdown, short, with everything foreign escaped. */
import type { DataTable } from '../charts/chart.ts'
import { plural } from '../format.ts'
import { markdownCode, markdownText } from './escape.ts'
import { markdownTable } from './markdown-table.ts'
import { syscallNumbers } from './syscall-numbers.ts'
import {
  callTable,
  cycleTable,
  inferredTable,
  messageTable,
  peerTable,
  threadTable,
  waitTable,
} from './syscall-tables.ts'
import {
  answersText,
  boundaryText,
  callsText,
  costText,
  cyclesText,
  inferredText,
  linesText,
  wakeUpText,
} from './syscall-text.ts'
import type { SyscallView } from './syscall-view.ts'
import { asSentence } from './verdict.ts'

/** In a comment nobody reads on after these. */
const ROWS_MAX = 32

export function syscallMarkdown(view: SyscallView): string {
  const { report, warnings, facts } = view
  const parts = [
    `## ${markdownText(view.title)}`,
    markdownText(view.about),
    sentence(callsText(report)),
    warnings
      .map(
        ({ message, advice }) =>
          `- ⚠️ ${markdownText(asSentence(message))}${advice === null ? '' : ` – ${markdownText(advice)}`}`,
      )
      .join('\n'),
    table({
      columns: ['', 'value', ''],
      rows: syscallNumbers(view).map(({ label, value, note }) => [label, value, note]),
    }),
    ...protocolParts(view),
    '### System calls',
    table(callTable(report)),
    '### Waiting',
    table(waitTable(report)),
    sentence(wakeUpText(report)),
    fold('Threads', table(threadTable(report))),
    report.peers.length === 0 ? '' : fold('Peers', table(peerTable(report))),
    sentence(costText(view)),
    sentence(linesText(report)),
    report.unrecognized.map(({ line, text }) => `- line ${line}: ${markdownCode(text)}`).join('\n'),
    facts.length === 0 ? '' : fold('Capture', table({ columns: ['', ''], rows: facts })),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function protocolParts({ report }: SyscallView): string[] {
  const { protocol } = report
  const inferred = inferredText(report)
  if (protocol === null) {
    if (inferred === undefined) return []
    return ['### Round trips, inferred', sentence(inferred), table(inferredTable(report))]
  }
  return [
    '### Probe cycles',
    ...[cyclesText(report), boundaryText(report), answersText(report)].map(sentence),
    protocol.cycles.byCall.length === 0 ? '' : table(cycleTable(protocol)),
    table(messageTable(protocol)),
  ]
}

function table({ columns, rows }: DataTable): string {
  const more = rows.length > ROWS_MAX ? `\n\nand ${plural(rows.length - ROWS_MAX, 'more row')}` : ''
  return markdownTable({ columns, rows: rows.slice(0, ROWS_MAX) }) + more
}

function sentence(text: string | undefined): string {
  return text === undefined ? '' : `${markdownText(asSentence(text))}.`
}

function fold(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
}
