/** A run's report for a pull request: GitHub's Markdown, short, with everything foreign escaped. */
import { agreementText } from '../charts/detection-chart.ts'
import { segmentTable } from '../charts/segment-table.ts'
import { checkDetection } from '../detection/agreement.ts'
import { formatCount, formatDuration, formatDurationShort } from '../format.ts'
import type { RunRecord } from '../run-record.ts'
import { agentTable } from './agent-table.ts'
import { slowestText } from './blame-text.ts'
import { configFacts, environmentFacts, type Fact, runtimeFacts } from './circumstances.ts'
import { markdownCode, markdownText } from './escape.ts'
import { floorText } from './floor-text.ts'
import { headlineNumbers } from './headline.ts'
import { latencyTable } from './latency-table.ts'
import { markdownTable } from './markdown-table.ts'
import { thresholdTable } from './threshold-table.ts'
import { asSentence, subjectOf, verdictOf } from './verdict.ts'

/** In a comment nobody reads a table of two hundred agents. */
const AGENT_ROWS_MAX = 32

const TONES = { good: '✅', attention: '⚠️', bad: '❌' } as const

export function markdownReport(record: RunRecord): string {
  const verdict = verdictOf(record)
  const parts = [
    `## swimbench: ${markdownText(subjectOf(record))}`,
    `${TONES[verdict.tone]} ${markdownText(verdict.text)}`,
    thresholds(record),
    warnings(record),
    markdownTable({
      columns: ['', 'value', ''],
      rows: headlineNumbers(record).map(({ label, value, note }) => [label, value, note]),
    }),
    '### Round trip',
    markdownTable(latencyTable(record.rtt, record.lag, record.floor)),
    floor(record),
    segments(record),
    detection(record),
    fold('Agents', agents(record)),
    fold('Environment', factTable(environmentFacts(record))),
    fold('Configuration', factTable(configFacts(record))),
    record.runtime === null ? '' : fold('Runtime', factTable(runtimeFacts(record))),
    `Run ${markdownCode(record.id)}, seed ${record.seed}.`,
  ]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

function thresholds(record: RunRecord): string {
  const found = thresholdTable(record)
  return found === undefined ? '' : markdownTable(found)
}

function warnings(record: RunRecord): string {
  return record.warnings
    .map(({ message, advice }) => {
      const hint = advice === null ? '' : ` – ${markdownText(advice)}`
      return `- ⚠️ ${markdownText(asSentence(message))}${hint}`
    })
    .join('\n')
}

function floor(record: RunRecord): string {
  const text = floorText(record)
  return text === undefined ? '' : `${markdownText(text)}.`
}

function segments({ rtt, slowest }: RunRecord): string {
  if (rtt.segments === null) return ''
  const worst = slowestText(slowest)
  const parts = [
    '### Where the round trip goes',
    markdownTable(segmentTable(rtt.segments)),
    worst === undefined
      ? ''
      : `Of the cycles that could be split, the slowest took ${markdownText(worst)}.`,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

function detection(record: RunRecord): string {
  if (record.detection.length === 0) return ''
  const rows = record.detection.map((crash) => [
    crash.member,
    formatDurationShort(crash.crashedAtS),
    formatDuration(crash.firstSuspectS),
    formatDuration(crash.firstDeadS),
    formatDuration(crash.allDeadS),
    `${crash.detectedBy} of ${crash.survivors}`,
  ])
  const columns = ['crashed', 'at', 'first suspicion', 'first dead', 'all survivors', 'detected by']
  const agreement = agreementText(checkDetection(record))
  return ['### Failure detection', markdownText(agreement), markdownTable({ columns, rows })]
    .filter((part) => part !== '')
    .join('\n\n')
}

function agents({ perAgent }: RunRecord): string {
  const { columns, rows } = agentTable(perAgent.slice(0, AGENT_ROWS_MAX))
  const more = perAgent.length - rows.length
  return markdownTable({ columns, rows }) + (more > 0 ? `\n\nand ${formatCount(more)} more` : '')
}

function factTable(facts: readonly Fact[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`
  return ['| | |', '| --- | --- |', ...facts.map(line)].join('\n')
}

function fold(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
}
