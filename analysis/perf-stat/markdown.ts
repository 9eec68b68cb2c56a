/** What perf counted, for a pull request: GitHub's Markdown, with everything foreign escaped. */
import type { CaptureRecord } from '../capture-record.ts'
import { formatDuration, formatDurationShort, plural } from '../format.ts'
import { markdownCode, markdownText } from '../report/escape.ts'
import { markdownTable } from '../report/markdown-table.ts'
import { asSentence } from '../report/verdict.ts'
import { cyclesText, missingText, perfRatios, perfRows } from './figures.ts'
import type { PerfStatReport, PerfThread } from './report.ts'

/** In a comment nobody reads a table of two hundred threads. */
const THREADS_MAX = 32
const THREAD_EVENTS = ['task-clock', 'context-switches', 'cpu-migrations', 'page-faults'] as const

export function perfStatMarkdown(record: CaptureRecord & { readonly kind: 'perf-stat' }): string {
  const { target, durationS, perfStat, outcome, tool, warnings } = record
  const where = target.address ?? `process ${target.pid}`
  const rows = perfRows(perfStat)
  const hasCycles = rows.some(({ perCycle }) => perCycle !== '')
  const columns = ['', 'total', 'a second', ...(hasCycles ? ['a probe cycle'] : []), '']
  const parts = [
    `## swimbench perf-stat: ${markdownText(where)}`,
    `${markdownCode(target.command)}, ${formatDurationShort(durationS)}, ${outcome.replace('-', ' ')}; ${markdownText(`${tool.name} ${tool.version}`)}.`,
    warnings.map(({ message }) => `- ⚠️ ${markdownText(asSentence(message))}`).join('\n'),
    markdownTable({
      columns,
      rows: rows.map(({ label, total, perSecond, perCycle, note }) => [
        ...[label, total, perSecond],
        ...(hasCycles ? [perCycle] : []),
        note,
      ]),
    }),
    [...perfRatios(perfStat).map(({ label, value }) => `${label}: ${value}`), ...notes(perfStat)]
      .map((text) => `- ${markdownText(asSentence(text))}`)
      .join('\n'),
    threads(perfStat),
    `Capture ${markdownCode(record.id)}.`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function notes(report: PerfStatReport): string[] {
  return [...missingText(report), cyclesText(report)]
}

function threads({ threads: all, threadsIdle }: PerfStatReport): string {
  if (all.length === 0) return ''
  const rows = all
    .slice(0, THREADS_MAX)
    .map((thread) => [
      `${thread.name} (${thread.tid})`,
      ...THREAD_EVENTS.map((event) => shownValue(thread, event)),
    ])
  const columns = ['thread', 'task clock', 'context switches', 'CPU migrations', 'page faults']
  const rest = [
    all.length > rows.length ? `${plural(all.length - rows.length, 'thread')} more` : '',
    threadsIdle > 0 ? `${plural(threadsIdle, 'thread')} never ran` : '',
  ].filter((text) => text !== '')
  const below = rest.length === 0 ? '' : `\n\n${rest.join(', ')}`
  return `### Threads\n\n${markdownTable({ columns, rows })}${below}`
}

function shownValue({ counters }: PerfThread, event: (typeof THREAD_EVENTS)[number]): string {
  const found = counters.find((one) => one.event === event)
  if (found === undefined || found.value === null) return ''
  return found.unit === 'ms' ? formatDuration(found.value / 1000) : String(found.value)
}
