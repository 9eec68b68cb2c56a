/** What grew and what shrank between two captures, as GitHub's Markdown, with how sure that is. */
import { formatCount, formatDuration, formatNumber, formatPercent, plural } from '../format.ts'
import { markdownCode, markdownText } from '../report/escape.ts'
import type { Change, DiffSide, FunctionChange, ProfileDiff } from './diff-profiles.ts'
import type { ProfileKind } from './profile.ts'
import { amount, placeOf, WORDS } from './wording.ts'

const FUNCTIONS_MAX = 15

export function diffMarkdown(diff: ProfileDiff): string {
  const { title, kind, before, after, functions } = diff
  const grew = functions.filter(({ self }) => self.after > self.before)
  const shrank = functions.filter(({ self }) => self.after < self.before)
  return `${[
    `## swimbench flamegraph diff: ${markdownText(title)}`,
    `Time ${WORDS[kind].time}, ${measureText(diff)}.`,
    `- before: ${side(diff, before)}\n- after: ${side(diff, after)}`,
    '### Grew',
    table(diff, grew),
    '### Shrank',
    table(diff, shrank),
    markdownText(chanceText(diff)),
  ].join('\n\n')}\n`
}

function side({ kind }: ProfileDiff, about: DiffSide): string {
  return `${markdownText(about.title)}: ${sideText(kind, about)}`
}

/** `1.21 s busy in 10.0 s, 1,207 samples`. */
export function sideText(kind: ProfileKind, { samples, busy, durationS, unit }: DiffSide): string {
  const watched = durationS === undefined ? '' : ` in ${formatDuration(durationS)}`
  return `${amount({ unit }, busy)} ${WORDS[kind].busy}${watched}, ${plural(samples, WORDS[kind].sample)}`
}

function table(diff: ProfileDiff, functions: readonly FunctionChange[]): string {
  if (functions.length === 0) return 'Nothing.'
  const more = functions.length - FUNCTIONS_MAX
  return [
    '| function | where | self before | after | change | total before | after |  |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |',
    ...functions.slice(0, FUNCTIONS_MAX).map(({ frame, self, total }) => {
      const place = placeOf(frame)
      const cells = [
        markdownCode(frame.name),
        place === '' ? '' : markdownCode(place),
        measured(diff, self.before),
        measured(diff, self.after),
        changeText(diff, self),
        measured(diff, total.before),
        measured(diff, total.after),
        certainty(self),
      ]
      return `| ${cells.join(' | ')} |`
    }),
    ...(more > 0 ? ['', `and ${formatCount(more)} more`] : []),
  ].join('\n')
}

export function certainty({ isBeyondChance }: Change): string {
  if (isBeyondChance === undefined) return ''
  return isBeyondChance ? 'beyond sampling error' : 'within sampling error'
}

/** A weight of the graph: `1.53 %`, `12.1 ms/s`. */
export function measured({ measure, before }: ProfileDiff, value: number): string {
  if (measure === 'share') return formatPercent(value)
  return before.unit === 'seconds' ? `${formatDuration(value)}/s` : `${formatNumber(value)}/s`
}

/** `+1.53 %`. */
export function changeText(diff: ProfileDiff, { before, after }: Change): string {
  // Shares that were subtracted have digits that mean nothing.
  const size = Number(Math.abs(after - before).toPrecision(9))
  return `${after < before ? '−' : '+'}${measured(diff, size)}`
}

export function measureText({ measure }: ProfileDiff): string {
  return measure === 'share'
    ? 'as shares of all that did not wait: where one function shrinks, the others’ shares grow'
    : 'in each second of capture'
}

/** What a reader should know before believing any of it. */
export function chanceText({ kind }: ProfileDiff): string {
  if (kind === 'off-cpu') {
    return 'Waits differ in length, so their number does not say how sure a difference is: compare several captures.'
  }
  return 'Sampling error: what counts of samples differ by when nothing has changed (5 %, over all functions together, after Holm). Two runs of the same build differ by more than that: what matters wants several captures, or swimbench compare.'
}
