import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Bisection } from '../../../analysis/index.ts'
import { bisectExitCode, bisectReport, stepWords } from '../../../harness/terminal/bisect-report.ts'
import { plain } from '../../../harness/terminal/paint.ts'
import { widthOf } from '../../../harness/terminal/text.ts'
import { sampleBisection } from '../../support/sample-bisection.ts'

const report = (some: Partial<Bisection> = {}, columns = 120) =>
  bisectReport(sampleBisection(some), { columns, paint: plain })
const [, broken, culprit] = sampleBisection().commits

describe('the report of a bisection', () => {
  test('names the culprit first, with how much it moved the metric and how sure that is', () => {
    assert.ok(culprit !== undefined)
    const text = report({ outcome: 'found', culprit, suspects: [culprit] })
    assert.match(
      text,
      /^Bisection {2}found\nrtt\.p50 · 4 commits from v1 \(00000000\) to HEAD \(44444444\)/,
    )
    assert.match(
      text,
      /^33333333 agent: think before answering\nis the commit that moved rtt\.p50\. From v1 to HEAD it changed by \+152 % \(\+131 % … \+176 %\)\.\sConfidence 99\.4 %\.$/m,
    )
    assert.match(text, /^→ +33333333 +bad +\+149 % +\+120 % … \+180 % +6 +99\.8 % +agent: think/m)
    assert.match(text, /^ +11111111 +good +−1\.2 % /m)
    assert.match(text, /^ {2}22222222 was skipped: 22222222 does not build$/m)
  })

  test('names all suspects where those between could not be decided', () => {
    assert.ok(broken !== undefined)
    const text = report()
    assert.match(
      text,
      /rtt\.p50 moved in one of 2 commits, 22222222, 33333333: those between could/,
    )
    assert.match(text, /^→ +22222222 +skipped/m)
  })

  test('says what to do when nothing was found', () => {
    assert.match(report({ outcome: 'no-difference' }), /v1 and HEAD are the same in rtt\.p50/)
    assert.match(report({ outcome: 'undecided' }), /could not be told: .* --blocks 48/s)
    assert.match(
      report({ outcome: 'interrupted' }),
      /to go on: --resume 20261123-031642-bisect-4wwj/,
    )
  })

  test('fits narrow terminals', () => {
    for (const columns of [60, 80, 100, 120]) {
      for (const line of report({}, columns).split('\n')) assert.ok(widthOf(line) <= columns, line)
    }
  })

  test('shows commit messages as text, whatever is in them', () => {
    const [first] = sampleBisection().commits
    assert.ok(first !== undefined)
    const text = report({ commits: [{ ...first, subject: 'a\u001b[31mred\u0007' }] })
    for (const control of ['\u001b', '\u0007']) assert.ok(!text.includes(control))
  })

  test('has an exit code of its own for what could not be concluded', () => {
    const codeOf = (outcome: Bisection['outcome']) => bisectExitCode(sampleBisection({ outcome }))
    assert.deepEqual(
      (['found', 'range', 'no-difference', 'undecided', 'interrupted'] as const).map(codeOf),
      [0, 3, 3, 3, 130],
    )
  })
})

test('a step is told in a few words', () => {
  const words = sampleBisection().steps.map((step) => stepWords(step, plain))
  assert.equal(words[0], 'bad, +152 % (+131 % … +176 %), 6 blocks, confidence 99.8 %')
  assert.equal(words[1], 'skipped, 22222222 does not build')
})
