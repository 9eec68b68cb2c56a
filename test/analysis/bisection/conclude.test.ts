import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seededRandom } from '../../../agent/index.ts'
import type { Bisection, BisectionStep } from '../../../analysis/bisection/bisection.ts'
import { conclude, standingOf } from '../../../analysis/bisection/conclude.ts'
import {
  BISECTION_ALPHA,
  decideCommit,
  decideEnds,
  type Look,
  lookSchedule,
  planLooks,
} from '../../../analysis/bisection/decide.ts'

const commitsNamed = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ sha: `c${index + 1}`, subject: '' }))

function step(sha: string, verdict: BisectionStep['verdict'], confidence = 0.99): BisectionStep {
  const isDecided = verdict === 'good' || verdict === 'bad'
  return {
    ...{ sha, verdict, blocks: 6, change: 0, interval: null, reason: null },
    confidence: isDecided ? confidence : null,
  }
}

describe('steps amount to', () => {
  const outcomeOf = (...steps: BisectionStep[]) => conclude({ commits: commitsNamed(4), steps })

  test('an interruption while there is something to measure', () => {
    assert.equal(outcomeOf().outcome, 'interrupted')
    assert.equal(outcomeOf(step('c4', 'bad')).outcome, 'interrupted')
    assert.equal(outcomeOf(step('c4', 'bad'), step('c2', 'good')).outcome, 'interrupted')
  })

  test('no difference, or none that could be told, between the ends', () => {
    assert.equal(outcomeOf(step('c4', 'good')).outcome, 'no-difference')
    assert.equal(outcomeOf(step('c4', 'undecided')).outcome, 'undecided')
  })

  test('a culprit, whose confidence is what all verdicts leave', () => {
    const found = outcomeOf(step('c4', 'bad'), step('c2', 'good', 0.98), step('c3', 'bad', 0.97))
    assert.equal(found.outcome, 'found')
    assert.deepEqual(found.culprit, { sha: 'c3', subject: '' })
    assert.deepEqual(found.suspects, [found.culprit])
    assert.ok(Math.abs((found.confidence ?? 0) - 0.94) < 1e-9)
  })

  test('a culprit at once, where there is one commit', () => {
    const { outcome, culprit } = conclude({ commits: commitsNamed(1), steps: [step('c1', 'bad')] })
    assert.deepEqual([outcome, culprit?.sha], ['found', 'c1'])
  })

  test('a range, where commits before the bad one cannot be decided', () => {
    const { outcome, culprit, suspects } = outcomeOf(
      ...[step('c4', 'bad'), step('c2', 'skipped'), step('c1', 'good'), step('c3', 'undecided')],
    )
    assert.deepEqual([outcome, culprit], ['range', null])
    assert.deepEqual(
      suspects.map(({ sha }) => sha),
      ['c2', 'c3', 'c4'],
    )
  })
})

/** A bisection whose blocks are drawn: pairs of runs with 5 % spread each. */
function simulate(
  commits: number,
  culprit: number,
  change: number,
  seed: number,
): Bisection['steps'] {
  const random = seededRandom(seed, culprit)
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
  const looks = planLooks(commits, lookSchedule(6, 24))
  const shas = commitsNamed(commits)
  const measure = (
    index: number,
    decide: (blocks: number[], look: Look) => ReturnType<typeof decideEnds>,
  ) => {
    const truth = index >= culprit ? Math.log1p(change) : 0
    const blocks: number[] = []
    let decision: ReturnType<typeof decideEnds> | undefined
    for (const look of looks) {
      while (blocks.length < look.blocks) blocks.push(truth + 0.05 * Math.SQRT2 * normal())
      decision = decide(blocks, look)
      if (decision.verdict !== 'undecided') break
    }
    const verdicts = { moved: 'bad', 'not-moved': 'good', undecided: 'undecided' } as const
    assert.ok(decision !== undefined)
    const { verdict, confidence, estimate } = decision
    return { ...step(`c${index}`, verdicts[verdict], confidence), change: Math.expm1(estimate) }
  }
  const steps = [measure(commits, (blocks, look) => decideEnds(blocks, Math.log1p(0.05), look))]
  if (steps[0]?.verdict !== 'bad') return steps
  const distance = Math.log1p(steps[0].change ?? 0)
  for (;;) {
    const { next } = standingOf({ commits: shas, steps })
    if (next === undefined) return steps
    steps.push(measure(next, (blocks, look) => decideCommit(blocks, distance, look)))
  }
}

describe('a bisection of 8 commits under 5 % spread between runs, simulated 400 times', () => {
  const found = (change: number) => {
    const counts = { right: 0, wrong: 0, none: 0 }
    for (let seed = 0; seed < 400; seed++) {
      const culprit = 1 + (seed % 8)
      const steps = simulate(8, culprit, change, seed)
      const { outcome, suspects } = conclude({ commits: commitsNamed(8), steps })
      const names = suspects.map(({ sha }) => sha)
      if (outcome === 'found' && names[0] === `c${culprit}`) counts.right += 1
      else if (suspects.length > 0 && !names.includes(`c${culprit}`)) counts.wrong += 1
      else counts.none += 1
    }
    return counts
  }

  test('names the commit that made it 20 % slower in nine of ten, and a wrong one in at most one of twenty', () => {
    const { right, wrong } = found(0.2)
    assert.ok(right >= 360, `${right} of 400`)
    assert.ok(wrong <= 400 * BISECTION_ALPHA, `${wrong} of 400`)
  })

  test('names nobody when nothing changed', () => {
    const { right, wrong } = found(0)
    assert.ok(right + wrong <= 400 * BISECTION_ALPHA, `${right + wrong} of 400`)
  })

  test('names a wrong commit in at most one of twenty also where the change is hard to see', () => {
    const { wrong } = found(0.1)
    assert.ok(wrong <= 400 * BISECTION_ALPHA, `${wrong} of 400`)
  })
})
