/** What a bisection found, for people: the culprit in words, and every commit with its verdict. */
import {
  type Bisection,
  type BisectionStep,
  plural,
  printableStrings,
} from '../../analysis/index.ts'
import { INTERRUPTED_EXIT_CODE } from '../errors.ts'
import type { Paint, PaintFormat } from './paint.ts'
import type { Layout } from './run-report.ts'
import { type Cell, type Column, table } from './table.ts'
import { truncate, wrap } from './text.ts'

const INCONCLUSIVE_EXIT_CODE = 3
const SUBJECT_COLUMNS_MIN = 20

export function bisectExitCode({ outcome }: Bisection): number {
  if (outcome === 'found') return 0
  return outcome === 'interrupted' ? INTERRUPTED_EXIT_CODE : INCONCLUSIVE_EXIT_CODE
}

export function bisectReport(raw: Bisection, layout: Layout): string {
  const bisection = printableStrings(raw)
  const sections = [
    head(bisection, layout),
    verdict(bisection, layout),
    commitTable(bisection, layout),
  ]
  return sections.map((lines) => lines.join('\n')).join('\n\n')
}

/** A step in a few words: `bad, +12.3 % (+8.1 … +16.7 %), 6 blocks, confidence 99.8 %`. */
export function stepWords(step: BisectionStep, paint: Paint): string {
  const { verdict: found, blocks, confidence, reason } = step
  if (reason !== null) return `${paint('yellow', found)}, ${reason}`
  const facts = [
    paint(FORMATS[found], found),
    `${changeOf(step)} (${rangeOf(step)})`,
    plural(blocks, 'block'),
  ]
  if (confidence !== null) facts.push(`confidence ${confidenceText(confidence)}`)
  return facts.join(', ')
}

const FORMATS: Readonly<Record<BisectionStep['verdict'], PaintFormat>> = {
  good: 'green',
  bad: 'red',
  undecided: 'yellow',
  skipped: 'yellow',
}

function head(bisection: Bisection, { columns, paint }: Layout): string[] {
  const { outcome, metric, good, bad, commits, margin, looks, seed, id } = bisection
  const state = outcome === 'no-difference' ? 'no difference' : outcome
  const facts = [
    metric,
    `${plural(commits.length, 'commit')} from ${named(good)} to ${named(bad)}`,
    `margin ${percent(margin)}`,
    `${alternatives(looks)} blocks a commit`,
    `seed ${seed}`,
    id,
  ]
  const painted = paint(outcome === 'found' ? 'green' : 'yellow', state)
  return [`${paint('bold', 'Bisection')}  ${painted}`, ...wrap(facts.join(' · '), columns)]
}

function verdict(bisection: Bisection, { columns, paint }: Layout): string[] {
  const { outcome, culprit, suspects, confidence, metric, good, bad, steps, looks, margin } =
    bisection
  const sure = confidence === null ? '' : ` Confidence ${confidenceText(confidence)}.`
  const [ends] = steps
  const between = ends === undefined ? '' : `${changeOf(ends)} (${rangeOf(ends)})`
  const [before, after] = [shortName(good), shortName(bad)]
  const whole = `From ${before} to ${after} it changed by ${between}.`
  const say = (text: string) => wrap(text, columns)
  switch (outcome) {
    case 'found':
      return [
        paint('bold', truncate(`${culprit?.sha.slice(0, 8)} ${culprit?.subject}`, columns)),
        ...say(`is the commit that moved ${metric}. ${whole}${sure}`),
      ]
    case 'range':
      return say(
        `${metric} moved in one of ${plural(suspects.length, 'commit')}, ${suspects.map(({ sha }) => sha.slice(0, 8)).join(', ')}: those between could not be decided. ${whole}${sure}`,
      )
    case 'no-difference':
      return say(
        `${before} and ${after} are the same in ${metric}: ${between} lies within ±${percent(margin)}. There is no commit to find.`,
      )
    case 'undecided':
      return say(
        `Whether ${before} and ${after} differ in ${metric} by more than ${percent(margin)} could not be told: ${between}. More blocks tell more: --blocks ${2 * (looks.at(-1) ?? 0)}.`,
      )
    case 'interrupted':
      return say(`It is not over; to go on: --resume ${bisection.id}`)
  }
}

/** `main (1a2b3c4d)`; whoever wrote the commit's own name gets it short. */
function named(end: Bisection['good']): string {
  const short = end.sha.slice(0, 8)
  return shortName(end) === short ? short : `${end.name} (${short})`
}

function shortName({ name, sha }: Bisection['good']): string {
  return sha.startsWith(name) ? sha.slice(0, 8) : name
}

function commitTable({ commits, steps, suspects }: Bisection, layout: Layout): string[] {
  const columns: Column[] = [
    { header: '', align: 'left' },
    { header: 'commit', align: 'left' },
    { header: 'verdict', align: 'left' },
    { header: 'change', align: 'right' },
    { header: 'interval', align: 'left', rank: 1 },
    { header: 'blocks', align: 'right', rank: 2 },
    { header: 'confidence', align: 'right', rank: 3 },
    { header: 'subject', align: 'left', rank: 4 },
  ]
  const suspected = new Set(suspects.map(({ sha }) => sha))
  const rows = commits.map(({ sha, subject }): Cell[] => {
    const step = steps.find((one) => one.sha === sha)
    const mark = suspected.has(sha) ? { text: '→', format: 'red' as const } : ''
    const short = truncate(subject, Math.max(SUBJECT_COLUMNS_MIN, layout.columns - 74))
    if (step === undefined) return [mark, sha.slice(0, 8), '', '', '', '', '', short]
    const { verdict: found, confidence, blocks } = step
    return [
      mark,
      sha.slice(0, 8),
      { text: found, format: FORMATS[found] },
      changeOf(step),
      rangeOf(step),
      String(blocks),
      confidence === null ? '' : confidenceText(confidence),
      short,
    ]
  })
  const skipped = steps.filter(({ reason }) => reason !== null)
  const note =
    'Changes are against GOOD. Their intervals are wider than 95 %, so that all verdicts together are right with 95 %.'
  return [
    ...table(columns, rows, layout),
    ...skipped.flatMap(({ sha, reason }) =>
      wrap(`${sha.slice(0, 8)} was skipped: ${reason}`, layout.columns, '  ', '    '),
    ),
    ...(steps.length === 0 ? [] : wrap(note, layout.columns, '  ')),
  ]
}

function changeOf({ change }: BisectionStep): string {
  return change === null ? '' : signed(change)
}

function rangeOf({ interval }: BisectionStep): string {
  return interval === null ? '' : `${signed(interval[0])} … ${signed(interval[1])}`
}

function signed(share: number): string {
  const text = percent(Math.abs(share))
  return share < 0 ? `−${text}` : `+${text}`
}

function percent(share: number): string {
  return `${(100 * share).toFixed(Math.abs(share) >= 1 ? 0 : 1).replace(/\.0$/, '')} %`
}

/** `6, 12 or 24` */
function alternatives(counts: readonly number[]): string {
  const [last, ...others] = counts.toReversed()
  return others.length === 0 ? String(last) : `${others.toReversed().join(', ')} or ${last}`
}

/** Never more than the model behind it is worth. */
function confidenceText(confidence: number): string {
  return confidence > 0.999 ? '> 99.9 %' : `${(Math.floor(1000 * confidence) / 10).toFixed(1)} %`
}
