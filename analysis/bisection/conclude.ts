/** What a bisection's steps amount to. */
import type { Bisection, BisectionStep, CommitLine } from './bisection.ts'
import { type Position, type Standing, standing } from './search.ts'

/** Which commit comes next. Only for bisections whose ends have been found to differ. */
export function standingOf({ commits, steps }: Pick<Bisection, 'commits' | 'steps'>): Standing {
  const known = new Map<number, Position>()
  for (const { sha, verdict } of steps.slice(1)) {
    const position = verdict === 'good' || verdict === 'bad' ? verdict : 'unknown'
    known.set(1 + commits.findIndex((commit) => commit.sha === sha), position)
  }
  return standing(commits.length, known)
}

type Conclusion = Pick<Bisection, 'outcome' | 'culprit' | 'suspects' | 'confidence'>

/** `interrupted` unless the steps lead to an end. */
export function conclude(bisection: Pick<Bisection, 'commits' | 'steps'>): Conclusion {
  const { commits, steps } = bisection
  const [ends] = steps
  if (ends === undefined) return without('interrupted')
  if (ends.verdict === 'good') return without('no-difference')
  if (ends.verdict !== 'bad') return without('undecided')
  const { good, bad, next } = standingOf(bisection)
  if (next !== undefined) return without('interrupted')
  const suspects = commits.slice(good, bad)
  return { ...namesOf(suspects), suspects, confidence: confidenceOf(steps) }
}

function without(outcome: Conclusion['outcome']): Conclusion {
  return { outcome, culprit: null, suspects: [], confidence: null }
}

function namesOf(suspects: readonly CommitLine[]): Pick<Conclusion, 'outcome' | 'culprit'> {
  const [first] = suspects
  const isOne = first !== undefined && suspects.length === 1
  return isOne ? { outcome: 'found', culprit: first } : { outcome: 'range', culprit: null }
}

/** Whatever depends between verdicts: the chances of error add up at most. */
function confidenceOf(steps: readonly BisectionStep[]): number {
  const errors = steps.map(({ confidence }) => (confidence === null ? 0 : 1 - confidence))
  return Math.max(0, 1 - errors.reduce((sum, error) => sum + error, 0))
}
