/** A comparison for a pull request: GitHub's Markdown, short, with everything foreign escaped. */
import type { DataTable } from '../charts/chart.ts'
import type { Comparison } from '../comparison/comparison.ts'
import { segmentChangeTable, segmentText } from './comparison-segments.ts'
import { comparisonRows, comparisonTable } from './comparison-table.ts'
import { VERDICT_TONES, VERDICT_WORDS, verdictSentences } from './comparison-verdict.ts'
import type { ComparisonView } from './comparison-view.ts'
import { markdownText } from './escape.ts'
import { markdownTable } from './markdown-table.ts'
import { diffTable, diffTexts } from './syscall-diff-table.ts'
import { asSentence } from './verdict.ts'

const TONES = { good: '✅', attention: '⚠️', bad: '❌' } as const
/** In a comment nobody reads on after these. */
const CALLS_MAX = 16

export function comparisonMarkdown(view: ComparisonView): string {
  const { comparison, about, facts, segments, syscalls } = view
  const { verdict, warnings } = comparison
  const parts = [
    `## swimbench: ${markdownText(about.base.label)} → ${markdownText(about.candidate.label)}`,
    `${TONES[VERDICT_TONES[verdict]]} **${VERDICT_WORDS[verdict]}.** ${verdictSentences(comparison).map(markdownText).join(' ')}`,
    metricTable(comparison, 'primary'),
    warnings
      .map(({ message, advice }) => {
        const hint = advice === null ? '' : ` – ${markdownText(advice)}`
        return `- ⚠️ ${markdownText(asSentence(message))}${hint}`
      })
      .join('\n'),
    fold('Other metrics', metricTable(comparison, 'exploratory')),
    segments === undefined
      ? ''
      : fold(
          'Where the round trip goes',
          `${markdownText(segmentText(segments))}\n\n${markdownTable(segmentChangeTable(segments))}`,
        ),
    syscalls === undefined
      ? ''
      : fold(
          'System calls',
          `${markdownTable(firstRows(diffTable(syscalls.diff)))}\n\n${diffTexts(syscalls.diff, syscalls.tools).map(markdownText).join('. ')}.`,
        ),
    [about.base, about.candidate].map((side) => markdownText(side.about)).join(' against '),
    facts.map(markdownText).join(' · '),
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function metricTable(comparison: Comparison, role: 'primary' | 'exploratory'): string {
  const rows = comparisonRows(comparison)
    .filter(({ metric }) => metric.role === role)
    .map(({ cells }) => cells)
  return rows.length === 0 ? '' : markdownTable({ ...comparisonTable(comparison), rows })
}

function firstRows({ columns, rows }: DataTable): DataTable {
  return { columns, rows: rows.slice(0, CALLS_MAX) }
}

function fold(title: string, content: string): string {
  return content === '' ? '' : `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
}
