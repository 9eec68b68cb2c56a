/** What a record keeps of a profile. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as fc from 'fast-check'
import { parseFolded } from '../../../analysis/flamegraph/folded.ts'
import { profileReport, reportProfiles } from '../../../analysis/flamegraph/profile-report.ts'

const FOLDED = [
  'protocol-2;#run (agent/transport/linux/native-loop.ts:1);handle (agent/protocol/swim.ts:9) 30',
  'protocol-2;#run (agent/transport/linux/native-loop.ts:1) 10',
  'main-1;write (agent/main.ts:3) 5',
].join('\n')
const OPTIONS = {
  title: 't',
  kind: 'wall',
  counts: 'samples',
  frequencyHz: 1000,
  hasThreads: true,
} as const

test('the busiest thread comes first, and the protocol is what is shown', () => {
  const [view] = reportProfiles([parseFolded(FOLDED, OPTIONS)], 1000).views
  assert.deepEqual(
    view?.threads.map(({ name, tid, samples }) => [name, tid, samples]),
    [
      ['protocol', 2, 40],
      ['main', 1, 5],
    ],
  )
  assert.equal(view?.shown, 0)
  assert.deepEqual(
    view?.functions.map(({ name, self, total }) => [name, self, total]),
    [
      ['handle', 0.75, 0.75],
      ['#run', 0.25, 1],
    ],
  )
  assert.deepEqual(
    view?.layers.map(({ layer, self }) => [layer, self]),
    [
      ['protocol', 0.75],
      ['transport', 0.25],
    ],
  )
})

test('nothing seen is a view without a thread', () => {
  const [view] = reportProfiles([parseFolded('', OPTIONS)], 997).views
  assert.deepEqual([view?.shown, view?.functions, view?.samples], [null, [], 0])
})

test('whatever the profile, the record can be read back', () => {
  const line = fc.tuple(fc.array(fc.string(), { minLength: 1 }), fc.nat(1000))
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const text = lines.map(([frames, count]) => `${frames.join(';')} ${count}`).join('\n')
      const report = reportProfiles([parseFolded(text, OPTIONS)], 997)
      assert.deepEqual(profileReport.parse(JSON.parse(JSON.stringify(report))), report)
    }),
  )
})
