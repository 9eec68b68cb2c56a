import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { detectionSection } from '../../../harness/terminal/detection-section.ts'
import { plain } from '../../../harness/terminal/paint.ts'
import { shownRun } from '../../support/shown-run.ts'

const crash = {
  member: '127.0.0.1:9001',
  crashedAtS: 10,
  firstSuspectS: 1.5,
  firstDeadS: 3.5,
  allDeadS: 3.75,
  survivors: 2,
  detectedBy: 2,
  restartedAtS: 14,
  rejoinedAtS: 14.3,
}

describe('the detection of crashes', () => {
  test('counts from the crash', () => {
    const lines = detectionSection(shownRun({ detection: [crash] }), { columns: 80, paint: plain })
    assert.deepEqual(lines, [
      '  crashed             at  first suspect  first dead  all dead  seen by',
      '  127.0.0.1:9001  10.0 s         1.50 s      3.50 s    3.75 s      2/2',
      '  no healthy member was accused',
    ])
  })

  test('says never where nobody, or not everybody, noticed', () => {
    const missed = {
      ...crash,
      firstSuspectS: null,
      firstDeadS: null,
      allDeadS: null,
      detectedBy: 0,
    }
    const [, row = ''] = detectionSection(shownRun({ detection: [missed] }), {
      columns: 80,
      paint: plain,
    })
    assert.match(row, /never +never +never +0\/2$/)
  })

  test('tells of healthy members that were accused', () => {
    const record = shownRun({ falsePositives: { suspicions: 1, deaths: 0 } })
    assert.deepEqual(detectionSection(record, { columns: 80, paint: plain }), [
      '  1 suspicion of healthy members, 0 wrong deaths',
    ])
  })
})
