import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type BisectionStep, METRICS } from '../../../analysis/index.ts'
import { type BisectObserver, type BisectRequest, bisect } from '../../../harness/bisect/bisect.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { TinyRepository, tinyRuns } from '../../support/tiny-repository.ts'

type Watch = BisectObserver & {
  readonly notes: string[]
  readonly steps: BisectionStep[]
  blocks: number
}

function watch(onStep: () => void = () => {}): Watch {
  const [notes, steps]: [string[], BisectionStep[]] = [[], []]
  return {
    ...{ notes, steps, blocks: 0 },
    progress() {},
    note: (text) => notes.push(text),
    block() {
      this.blocks += 1
    },
    step(step) {
      steps.push(step)
      onStep()
    },
  }
}

// Beside a delay like that, the noise of any machine is nothing: four blocks are enough to see it.
const slow = { delayUs: 8000 }

describe('a bisection', () => {
  let base: Awaited<ReturnType<typeof temporaryFolder>>
  let repository: TinyRepository
  const cacheBefore = process.env['XDG_CACHE_HOME']
  const metric = METRICS.find(({ id }) => id === 'rtt.p50')
  const start = (some: Partial<BisectRequest>, observer: BisectObserver = watch()) => {
    assert.ok(metric !== undefined)
    return bisect({
      good: repository.shas[0] ?? '',
      bad: 'main',
      repositoryFolder: repository.path,
      metric,
      margin: 0.5,
      blocks: 4,
      seed: 5,
      runOptions: tinyRuns(base.path),
      signal: new AbortController().signal,
      observer,
      ...some,
    })
  }

  before(async () => {
    base = await temporaryFolder()
    process.env['XDG_CACHE_HOME'] = join(base.path, 'cache')
    repository = await TinyRepository.create(base.path)
    repository.commit({}, { failsToBuild: true }, slow, slow)
  })
  after(async () => {
    if (cacheBefore === undefined) delete process.env['XDG_CACHE_HOME']
    else process.env['XDG_CACHE_HOME'] = cacheBefore
    await base[Symbol.asyncDispose]()
  })

  test('that is interrupted goes on where it was, and walks around what does not build', async () => {
    const interruption = new AbortController()
    const first = await start(
      { signal: interruption.signal },
      watch(() => interruption.abort()),
    )
    assert.equal(first.outcome, 'interrupted')
    assert.deepEqual(
      first.steps.map(({ verdict }) => verdict),
      ['bad'],
    )
    const observer = watch()
    const whole = await start({ seed: 99, resumeFrom: first.id }, observer)
    assert.deepEqual(whole.steps[0], first.steps[0])
    assert.deepEqual([whole.id, whole.seed], [first.id, 5])
    assert.equal(whole.outcome, 'range')
    assert.deepEqual(
      whole.suspects.map(({ sha }) => sha),
      repository.shas.slice(1, 3),
    )
    const bySha = new Map(whole.steps.map((step) => [step.sha, step]))
    const [, broken = '', culprit = ''] = repository.shas
    assert.equal(bySha.get(broken)?.verdict, 'skipped')
    assert.match(bySha.get(broken)?.reason ?? '', /does not build/)
    assert.equal(bySha.get(culprit)?.verdict, 'bad')
    assert.ok((bySha.get(culprit)?.change ?? 0) > 1)
    assert.ok((whole.confidence ?? 0) >= 0.95)
    assert.equal(observer.steps.length, 3, 'the step of the earlier time is told, too')
    assert.equal(observer.blocks, 4, 'only the commit between is measured')
    await assert.rejects(
      start({ resumeFrom: first.id, margin: 0.2, good: repository.shas[1] ?? '' }),
      /bisects something else: good: .*, now .*; margin: 0\.5, now 0\.2/,
    )
  })

  test('of one commit that made it slow names that commit', async () => {
    const [, , culprit = ''] = repository.shas
    repository.git('branch', '--force', 'straight', 'HEAD~3')
    repository.git('checkout', '--quiet', 'straight')
    repository.commit(slow)
    const { outcome, culprit: found, suspects } = await start({ bad: 'straight' })
    assert.equal(outcome, 'found')
    assert.equal(found?.sha, repository.shas.at(-1))
    assert.notEqual(found?.sha, culprit)
    assert.deepEqual(suspects, [found])
  })

  test('of a metric that needs more samples says so instead of guessing', async () => {
    const tail = METRICS.find(({ id }) => id === 'rtt.p99.9')
    assert.ok(tail !== undefined)
    await assert.rejects(start({ bad: 'straight', metric: tail, blocks: 1 }), {
      message: /rtt\.p99\.9 was not measured/,
      suggestion: /longer --duration/,
    })
  })
})
