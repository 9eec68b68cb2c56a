/** What grew and what shrank between two profiles, for people. */
import {
  formatDuration,
  formatNumber,
  formatPercent,
  type ProfileDiff,
  plural,
  printableStrings,
} from '../../analysis/index.ts'
import { joinSections } from './capture-sections.ts'
import { PROFILE_WORDS } from './profile-words.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'
import { truncate, wrap } from './text.ts'

type Side = ProfileDiff['before']
type FunctionChange = ProfileDiff['functions'][number]

const FUNCTIONS_SHOWN = 20
const NAME_CHARS_MAX = 40
const INDENT = '  '
const CHANCE = '≈'
const COLUMNS: readonly Column[] = [
  { header: 'change', align: 'right' },
  { header: 'before', align: 'right', rank: 1 },
  { header: 'after', align: 'right', rank: 1 },
  { header: 'function', align: 'left' },
  { header: 'where', align: 'left', rank: 2 },
]

export function profileDiffReport(
  diffs: readonly ProfileDiff[],
  files: readonly string[],
  layout: Layout,
): string {
  return joinSections([
    ...diffs.map((diff) => section(diff, layout)),
    files.map((path) => INDENT + path),
  ])
}

function section(diff: ProfileDiff, layout: Layout): string[] {
  const { columns, paint } = layout
  const { kind, measure, before, after } = diff
  const { title } = PROFILE_WORDS[kind]
  const of = measure === 'share' ? 'shares of what did not wait' : 'in each second'
  const changed = printableStrings(diff.functions)
    .filter(({ self }) => self.after !== self.before)
    .slice(0, FUNCTIONS_SHOWN)
  const isDoubtful = changed.some(({ self }) => self.isBeyondChance === false)
  return [
    ...wrap(`${paint('bold', title)}  ${of}`, columns, '', INDENT),
    ...wrap(`before: ${sideOf(before, kind)}`, columns, INDENT),
    ...wrap(`after: ${sideOf(after, kind)}`, columns, INDENT),
    ...(changed.length === 0
      ? [`${INDENT}No function changed.`]
      : table(
          COLUMNS,
          changed.map((one) => row(diff, one)),
          { ...layout, indent: INDENT },
        )),
    ...(isDoubtful ? wrap(`${CHANCE} sampling alone may do as much`, columns, INDENT) : []),
  ]
}

function row(diff: ProfileDiff, { frame, self }: FunctionChange): Cell[] {
  const change = self.after - self.before
  const mark = self.isBeyondChance === false ? `${CHANCE} ` : ''
  const text = `${mark}${change > 0 ? '+' : ''}${weight(diff, change)}`
  const format = mark !== '' ? 'dim' : change > 0 ? 'red' : 'cyan'
  return [
    { text, format },
    weight(diff, self.before),
    weight(diff, self.after),
    truncate(frame.name, NAME_CHARS_MAX),
    { text: frame.line > 0 ? `${frame.file}:${frame.line}` : frame.file, format: 'dim' },
  ]
}

function weight({ measure, before }: ProfileDiff, value: number): string {
  const sign = value < 0 ? '−' : ''
  const size = Math.abs(value)
  if (measure === 'share') return sign + formatPercent(size)
  return `${sign}${before.unit === 'seconds' ? formatDuration(size) : formatNumber(size)}/s`
}

function sideOf(side: Side, kind: ProfileDiff['kind']): string {
  const { title, samples, busy, unit } = printableStrings(side)
  const seen = unit === 'seconds' ? `${formatDuration(busy)} in ` : ''
  return `${title}, ${seen}${plural(samples, PROFILE_WORDS[kind].counted)}`
}
