import assert from 'node:assert/strict'
import { test } from 'node:test'
import { speedscopeJson } from '../../../analysis/flamegraph/speedscope.ts'
import { profileFrom } from '../../support/arbitrary-profile.ts'

test('speedscope gets one profile for each thread and kind, over one table of frames', () => {
  const on = profileFrom({
    'protocol;run;handle@agent/protocol/swim.ts': 3,
    'protocol;run': 1,
    'main;f': 2,
  })
  const off = profileFrom({ 'protocol;epoll_wait': 5 }, { kind: 'off-cpu' })
  const { shared, profiles, ...file } = JSON.parse(speedscopeJson('a capture', [on, off]))
  assert.equal(file.$schema, 'https://www.speedscope.app/file-format-schema.json')
  assert.deepEqual(shared.frames, [
    { name: 'run' },
    { name: 'handle', file: 'agent/protocol/swim.ts' },
    { name: 'f' },
    { name: 'epoll_wait' },
  ])
  assert.deepEqual(
    profiles.map(({ name, samples }: { name: string; samples: number[][] }) => [name, samples]),
    [
      ['protocol on-cpu', [[0], [0, 1]]],
      ['main on-cpu', [[2]]],
      ['protocol off-cpu', [[3]]],
    ],
  )
  for (const { type, unit, startValue, endValue, weights } of profiles) {
    assert.deepEqual([type, unit, startValue], ['sampled', 'seconds', 0])
    assert.equal(
      endValue,
      weights.reduce((sum: number, weight: number) => sum + weight, 0),
    )
  }
})
