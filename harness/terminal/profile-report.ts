/** A profile as a person reads it in a terminal: who was busy, in which layers, and in which functions. */
import {
  formatCount,
  formatDuration,
  formatPercent,
  LAYERS,
  type ProfileView,
  plural,
  printableStrings,
} from '../../analysis/index.ts'
import type { ProfileRecord } from '../profiling/record-profile.ts'
import type { CaptureFiles } from './capture-files.ts'
import { costSection, fileSection, headSection, joinSections } from './capture-sections.ts'
import { doubtLines } from './doubt-lines.ts'
import { PROFILE_WORDS } from './profile-words.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'
import { truncate, wrap } from './text.ts'

const FUNCTIONS_SHOWN = 15
const THREADS_SHOWN = 5
const NAME_CHARS_MAX = 40
const INDENT = '  '
const FUNCTION_COLUMNS: readonly Column[] = [
  { header: 'self', align: 'right' },
  { header: 'total', align: 'right', rank: 2 },
  { header: 'function', align: 'left' },
  { header: 'layer', align: 'left', rank: 3 },
  { header: 'where', align: 'left', rank: 1 },
]

export function profileReport(stored: ProfileRecord, layout: Layout, files: CaptureFiles): string {
  const record = printableStrings(stored)
  return joinSections([
    headSection(record, layout),
    ...record.profile.views.map((view) => viewSection(view, layout)),
    costSection(record.cost, layout),
    doubtLines([...problemsOf(record), ...record.warnings], layout),
    fileSection(files, layout),
  ])
}

function viewSection(view: ProfileView, layout: Layout): string[] {
  const { paint, columns } = layout
  const busiest = view.threads
    .slice(0, THREADS_SHOWN)
    .map((thread) => `${nameOf(thread)} ${weight(view, thread.busy)}`)
    .join(' · ')
  const { title: kind, counted, busy } = PROFILE_WORDS[view.kind]
  const title = `${paint('bold', kind)}  ${plural(view.samples, counted)}, ${weight(view, view.busy)} ${busy}`
  const shown = view.threads[view.shown ?? -1]
  const hottest = view.functions.filter(({ self }) => self > 0).slice(0, FUNCTIONS_SHOWN)
  if (shown === undefined || hottest.length === 0) {
    return [...wrap(title, columns, '', INDENT), `${INDENT}Nothing but waiting was seen.`]
  }
  return [
    ...wrap(title, columns, '', INDENT),
    ...wrap(busiest, columns, INDENT),
    '',
    ...wrap(`${paint('bold', `Thread ${nameOf(shown)}`)}  ${layersOf(view)}`, columns, '', INDENT),
    ...table(FUNCTION_COLUMNS, hottest.map(functionRow), {
      ...layout,
      indent: INDENT,
    }),
  ]
}

function functionRow(hot: ProfileView['functions'][number]): Cell[] {
  const { name, file, line, layer, self, total } = hot
  return [
    formatPercent(self),
    formatPercent(total),
    truncate(name, NAME_CHARS_MAX),
    LAYERS[layer].label,
    { text: line > 0 ? `${file}:${line}` : file, format: 'dim' },
  ]
}

function layersOf({ layers }: ProfileView): string {
  return layers
    .filter(({ self }) => self > 0)
    .map(({ layer, self }) => `${LAYERS[layer].label} ${formatPercent(self)}`)
    .join(' · ')
}

function problemsOf({ profile }: ProfileRecord) {
  return profile.views.flatMap(({ problems }) =>
    problems.map(({ what, count }) => ({ message: `${formatCount(count)} ${what}`, advice: null })),
  )
}

function nameOf({ name, tid }: ProfileView['threads'][number]): string {
  const known = name === '' ? 'thread' : name
  return tid === null ? known : `${known} (${tid})`
}

function weight({ unit }: ProfileView, amount: number): string {
  return unit === 'seconds' ? formatDuration(amount) : plural(amount, 'sample')
}
