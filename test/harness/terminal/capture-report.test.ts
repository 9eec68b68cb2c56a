import assert from 'node:assert/strict'
import { test } from 'node:test'
import { captureReport } from '../../../harness/terminal/capture-report.ts'
import { plain } from '../../../harness/terminal/paint.ts'
import { samplePerfStat } from '../../support/sample-perf-stat.ts'
import { sampleProfile } from '../../support/sample-profile.ts'

const LAYOUT = { columns: 100, paint: plain }

test('every kind of capture has its report', () => {
  const { perfStat: _, ...rest } = samplePerfStat()
  const clinic = {
    ...rest,
    kind: 'clinic',
    clinic: { view: 'doctor', page: 'agent.clinic-doctor.html' },
  } as const
  assert.match(captureReport(samplePerfStat(), LAYOUT, []), /^Counters$/m)
  assert.match(captureReport(sampleProfile(), LAYOUT, []), /protocol \(12\)/)
  const files = [['page', '/o/agent.clinic-doctor.html']] as const
  assert.match(
    captureReport(clinic, LAYOUT, files),
    /^ {2}page {2}\/o\/agent\.clinic-doctor\.html$/m,
  )
})
