import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { compareMatter, type JudgeRequest } from '../../../harness/comparison/compare.ts'
import { recordedMatter } from '../../../harness/comparison/matter.ts'
import { keepNoiseFloor } from '../../../harness/comparison/noise-floor.ts'
import { subjectOf } from '../../../harness/comparison/subject.ts'
import { sampleView, storeSide } from '../../support/sample-comparison.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

async function stored(factor: number) {
  const folder = await temporaryFolder()
  await storeSide(folder.path, { name: 'before', commit: null, runs: 8 })
  await storeSide(folder.path, { name: 'after', commit: null, runs: 8, factor, seed: 2 })
  const resultsDir = join(folder.path, 'results')
  const request: JudgeRequest = {
    margin: 0.05,
    primary: undefined,
    normalizeBy: 'none',
    seed: 1,
    resultsDir,
    tracesDir: join(folder.path, 'traces'),
  }
  const compare = async (base: string, candidate: string, some: Partial<JudgeRequest> = {}) => {
    const places = { resultsDir, repository: folder.path }
    const sides = [await subjectOf(base, places), await subjectOf(candidate, places)] as const
    return compareMatter(recordedMatter(...sides, resultsDir), { ...request, ...some })
  }
  return { folder, resultsDir, compare }
}

describe('comparing what is on disk', () => {
  test('comes to a verdict, with everything that a report shows', async () => {
    const { folder, compare } = await stored(1.2)
    await using _ = folder
    const { comparison, rtts, shift, segments, about } = await compare('before-', 'after-')
    assert.equal(comparison.verdict, 'regression')
    assert.deepEqual(comparison.options.primary, ['rtt.p50', 'rtt.p99'])
    assert.equal(rtts?.base.length, 8)
    assert.ok((shift?.points.length ?? 0) > 10)
    assert.equal(segments?.length, 6)
    assert.equal(about.base.about, '8 runs of no commit')
    assert.ok(comparison.warnings.some(({ message }) => /not measured in turn/.test(message)))
  })

  test('refuses a margin that this machine cannot tell, and says which it can', async () => {
    const { folder, resultsDir, compare } = await stored(1)
    await using _ = folder
    const { sides } = await compare('before-', 'after-')
    const aa = sampleView({ change: 0, spread: 0.2 }).comparison
    await keepNoiseFloor(resultsDir, aa, sides.base, new Date(0))
    await assert.rejects(compare('before-', 'after-'), (error: { suggestion?: string }) => {
      assert.match(error.suggestion ?? '', /--margin \d+%/)
      return true
    })
    const { facts } = await compare('before-', 'after-', { margin: 0.9 })
    assert.match(facts.join(' · '), /noise floor of the machine \d/)
  })

  test('refuses metrics that nobody knows', async () => {
    const { folder, compare } = await stored(1)
    await using _ = folder
    await assert.rejects(compare('before-', 'after-', { primary: ['rtt.p51'] }), /rtt\.p51/)
  })

  test('judges samples of other tools alike, by their own metrics', async () => {
    const { folder, compare } = await stored(1)
    await using _ = folder
    const write = async (name: string, level: number) => {
      const values = Array.from({ length: 10 }, (_one, index) => level * (1 + (index % 5) / 200))
      await writeFile(join(folder.path, name), values.join('\n'))
      return join(folder.path, name)
    }
    const [slow, fast] = [await write('slow', 120), await write('fast', 100)]
    const { comparison } = await compare(`slow:ms=${slow}`, `fast:ms=${fast}`)
    assert.equal(comparison.verdict, 'improvement')
    assert.equal(comparison.metrics[0]?.unit, 'seconds')
    await assert.rejects(compare('before-', `fast=${fast}`), /fast is plain samples/)
  })
})
