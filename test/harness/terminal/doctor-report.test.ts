import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { finding } from '../../../harness/doctor/finding.ts'
import { doctorReport } from '../../../harness/terminal/doctor-report.ts'
import { plain } from '../../../harness/terminal/paint.ts'

describe("the doctor's report", () => {
  const findings = [
    finding('cores', 'ok', '2'),
    finding(
      'perf',
      'warn',
      '6.1, software events only',
      'Only the host of this machine can change that.',
    ),
    finding('strace', 'missing', 'not installed', 'sudo apt-get install strace'),
  ]

  test('has a line for each finding, and what to do below it', () => {
    assert.equal(
      doctorReport(findings, { columns: 80, paint: plain }),
      `ok       cores   2
warn     perf    6.1, software events only
         → Only the host of this machine can change that.
missing  strace  not installed
         → sudo apt-get install strace`,
    )
  })

  test('breaks its lines in a narrow terminal', () => {
    assert.equal(
      doctorReport(findings.slice(1, 2), { columns: 34, paint: plain }),
      `warn     perf  6.1, software
               events only
         → Only the host of this
           machine can change
           that.`,
    )
  })
})
