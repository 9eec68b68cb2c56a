import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Profile as PprofProfile } from 'pprof-format'
import { encodePprof } from '../../../analysis/flamegraph/pprof.ts'
import { arbitraryProfile, profileFrom } from '../../support/arbitrary-profile.ts'

test('pprof holds samples and nanoseconds, innermost function first', () => {
  const { stringTable, sampleType, sample, ...pprof } = PprofProfile.decode(
    encodePprof(profileFrom({ 'protocol;run;handle@agent/protocol/swim.ts': 3 })),
  )
  const text = (index: unknown) => stringTable.strings[Number(index)]
  assert.deepEqual(
    sampleType.map(({ type, unit }) => [text(type), text(unit)]),
    [
      ['samples', 'count'],
      ['cpu', 'nanoseconds'],
    ],
  )
  assert.deepEqual(sample[0]?.value.map(Number), [3, 3e6])
  assert.deepEqual(
    sample[0]?.label.map(({ key, str }) => [text(key), text(str)]),
    [['thread', 'protocol']],
  )
  const names = sample[0]?.locationId.map((id) => {
    const functionId = pprof.location.find((location) => location.id === id)?.line[0]?.functionId
    const found = pprof.function.find((each) => each.id === functionId)
    return [text(found?.name), text(found?.filename)]
  })
  assert.deepEqual(names, [
    ['handle', 'agent/protocol/swim.ts'],
    ['run', ''],
  ])
})

test('pprof holds every sample of any profile', () => {
  fc.assert(
    fc.property(arbitraryProfile(), (profile) => {
      const { sample } = PprofProfile.decode(encodePprof(profile))
      const all = profile.threads.flatMap(({ tree }) => tree.samples.filter((count) => count > 0))
      assert.deepEqual(
        sample.map(({ value }) => Number(value[0])),
        all,
      )
    }),
  )
})
