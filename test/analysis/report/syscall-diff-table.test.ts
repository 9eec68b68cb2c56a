import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diffTable, diffTexts } from '../../../analysis/report/syscall-diff-table.ts'
import { diffSummaries } from '../../../analysis/syscalls/diff.ts'
import { sampleCapture } from '../../support/sample-capture.ts'

const { report } = sampleCapture()
const without = { ...report, bySyscall: report.bySyscall.filter(({ name }) => name !== 'sendto') }
const diff = diffSummaries(report, without)
assert.ok(diff !== undefined)
const tools = { a: 'strace', b: 'strace' }

describe('the table of two captures', () => {
  test('says what vanished, with nothing in its place', () => {
    const row = diffTable(diff).rows.find(([name]) => name === 'sendto')
    assert.deepEqual(row, ['sendto', '1.00', '–', '', 'vanished', '20.0 µs → –', '20.0 µs → –'])
  })

  test('says of what did not change that it did not', () => {
    const row = diffTable(diff).rows.find(([name]) => name === 'recvfrom')
    assert.deepEqual(row?.slice(1, 5), ['2.00', '2.00', '0 %', ''])
    assert.match(
      diffTexts(diff, tools).join('\n'),
      /100 µs in A, 100 µs in B, their intervals overlap/,
    )
  })

  test('warns of times by different tools', () => {
    const texts = diffTexts(diff, { a: 'strace', b: 'bpftrace' }).join('\n')
    assert.match(texts, /written by strace and B by bpftrace: counts can be compared, times cannot/)
    assert.doesNotMatch(diffTexts(diff, tools).join('\n'), /cannot/)
  })
})
