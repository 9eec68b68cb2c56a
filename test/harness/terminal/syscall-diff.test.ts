import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diffSummaries } from '../../../analysis/syscalls/diff.ts'
import { plain } from '../../../harness/terminal/paint.ts'
import { syscallDiffReport } from '../../../harness/terminal/syscall-diff.ts'
import { widthOf } from '../../../harness/terminal/text.ts'
import { sampleCapture } from '../../support/sample-capture.ts'

const diff = diffSummaries(sampleCapture().report, sampleCapture({ cycles: 80 }).report)
assert.ok(diff !== undefined)
const shown = (columns: number) =>
  syscallDiffReport(
    diff,
    { a: 'before', b: 'after' },
    { a: 'strace', b: 'strace' },
    { columns, paint: plain },
  )

describe('two captures in the terminal', () => {
  test('have a line for each call, per cycle', () => {
    const text = shown(120)
    assert.match(text, /^A {2}before\nB {2}after\n/)
    assert.match(text, /^ {2}sendto +1\.00 +1\.00 +0 % /m)
    assert.match(text, /One capture each/)
  })

  test('fit narrow terminals', () => {
    for (const columns of [60, 80]) {
      for (const line of shown(columns).split('\n')) assert.ok(widthOf(line) <= columns, line)
    }
  })
})
