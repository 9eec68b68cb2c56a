/**
 * Which of the runs of two sides can be held against each other: those that were made under the same
 * circumstances. Runs that a person picked are compared also where circumstances differ, since that may be the
 * question, and the comparison warns of it; those looked up by commit are not, since then it is the commit that is asked about.
 */
import {
  circumstancesOf,
  type Difference,
  differences,
  groupComparable,
  plural,
  type Warning,
} from '../../analysis/index.ts'
import { UserError } from '../errors.ts'
import type { StoredRun } from '../recording/store.ts'
import type { RecordedSubject } from './subject.ts'

type Group = ReturnType<typeof groupsOf>[number]

export type ComparableRuns = {
  readonly base: readonly StoredRun[]
  readonly candidate: readonly StoredRun[]
  readonly warnings: readonly Warning[]
}

export function comparableRuns(base: RecordedSubject, candidate: RecordedSubject): ComparableRuns {
  const [best] = pairsOf(base, candidate)
  if (best === undefined) throw new Error('a side without runs has nothing to be compared')
  const { here, there, differing } = best
  const isAsked = base.kind === 'records' && candidate.kind === 'records'
  if (differing.length > 0 && !isAsked) {
    throw new UserError(
      `the recorded runs of ${base.label} and ${candidate.label} were not made under the same circumstances: ${differencesText(differing)}`,
      { suggestion: 'Add --measure to measure both now, or record runs with the same flags.' },
    )
  }
  return {
    base: here.map(({ stored }) => stored),
    candidate: there.map(({ stored }) => stored),
    warnings: [...leftOut(base, here), ...leftOut(candidate, there)],
  }
}

/** Groups of both sides, two and two: the least different first, among those the one with most runs. */
function pairsOf(base: RecordedSubject, candidate: RecordedSubject) {
  const [bases, candidates] = [groupsOf(base), groupsOf(candidate)]
  const pairs = bases.flatMap((here) =>
    candidates.map((there) => ({ here, there, differing: differencesOf(here, there) })),
  )
  const runs = ({ here, there }: { here: Group; there: Group }) => {
    return Math.min(here.length, there.length)
  }
  return pairs.sort((a, b) => a.differing.length - b.differing.length || runs(b) - runs(a))
}

function groupsOf({ runs }: RecordedSubject) {
  return groupComparable(
    runs.map((stored) => ({ stored, circumstances: circumstancesOf(stored.record) })),
  )
}

/** What one of them does not say is no difference. */
function differencesOf(here: Group, there: Group): Difference[] {
  const [one, other] = [here[0], there[0]]
  if (one === undefined || other === undefined) return []
  return differences(one.circumstances, other.circumstances).filter(
    (difference) => difference.here !== null && difference.there !== null,
  )
}

function differencesText(differing: readonly Difference[]): string {
  return differing.map(({ name, here, there }) => `${name} ${here} against ${there}`).join('; ')
}

function leftOut({ label, runs }: RecordedSubject, chosen: Group): Warning[] {
  const rest = runs.length - chosen.length
  if (rest === 0) return []
  return [
    {
      code: 'runs-left-out',
      message: `${plural(rest, 'run')} of ${label} ${rest === 1 ? 'was' : 'were'} made under other circumstances and left out`,
      advice: 'Name the runs to compare, by folder or by a pattern, to choose others.',
    },
  ]
}
