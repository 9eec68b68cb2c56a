/** `swimbench compare` and thresholds of `run`, as a user and a pipeline run them, and the report in a browser. */
import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Comparison } from '../../analysis/index.ts'
import { CHROMIUM_MISSING, launchChromium } from '../support/chromium.ts'
import { type CliOptions, cli } from '../support/cli.ts'
import { storeSide } from '../support/sample-comparison.ts'
import { makeRepository } from '../support/stored-history.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { TinyRepository } from '../support/tiny-repository.ts'

const FAST_RUN = ['--probe-interval', '50ms', '--base-port', '0', '--warmup', '0', '--no-floor']
const TINY = ['--duration', '300ms', '--nodes', '2', '--warmup', '0', '--no-floor', '--no-spans']
const TINY_PROBES = ['--probe-interval', '10ms', '--probe-timeout', '5ms']

/** A repository of two commits, with ten runs of each beside it; those of the second are slower. */
async function recorded() {
  const folder = await temporaryFolder()
  const repository = join(folder.path, 'repository')
  await mkdir(repository)
  const { shas } = makeRepository(repository, 2)
  const commit = (index: number) => ({ sha: shas[index] ?? '', dirty: false, ref: 'main' })
  await storeSide(folder.path, { name: 'before', commit: commit(0), runs: 10 })
  await storeSide(folder.path, { name: 'after', commit: commit(1), runs: 10, factor: 1.2, seed: 2 })
  const compare = (args: readonly string[], options: CliOptions = {}) =>
    cli(['compare', ...args, '--out', folder.path], { cwd: repository, ...options })
  return { folder, compare, young: commit(1) }
}

describe('swimbench compare over what is on disk', () => {
  test('answers for two commits with the verdict first, and leaves a report', async () => {
    const { folder, compare } = await recorded()
    await using _ = folder
    const { code, stdout, stderr } = await compare(['main~1', 'main'])
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^base {7}main~1 \(\w{8}\) {2}10 runs of commit \w{8}\n/)
    assert.match(stdout, /^Regression {2}RTT p50 is [\d.]+ % higher/m)
    const page = /^ {2}report +(.+report\.html)$/m.exec(stdout)?.[1] ?? ''
    assert.match(await readFile(page, 'utf8'), /<strong>Regression\.<\/strong>/)
    const listed = await cli(['runs', '--out', folder.path])
    assert.doesNotMatch(listed.stdout + listed.stderr, /comparisons/)
  })

  test('ends as it was asked to, and takes the working tree for the candidate', async () => {
    const { folder, compare } = await recorded()
    await using _ = folder
    const codeOf = async (...args: string[]) => (await compare(args)).code
    assert.equal(await codeOf('main~1', '--fail-on', 'regression'), 99)
    assert.equal(await codeOf('main', 'main~1', '--fail-on', 'regression'), 0)
    const few = join(folder.path, 'results', 'before-[0-3]')
    assert.equal(await codeOf(few, 'main', '--fail-on', 'inconclusive'), 3)
    assert.equal(await codeOf('main~1', 'nobody'), 2)
    assert.equal(await codeOf('main~1', '--primary', 'rtt.p51'), 2)
    assert.equal(await codeOf(), 2)
  })

  test('writes for programs and pull requests what was asked for, and nothing besides', async () => {
    const { folder, compare } = await recorded()
    await using _ = folder
    const json = await compare(['main~1', 'main', '--json'])
    const comparison = JSON.parse(json.stdout) as Comparison
    assert.equal(comparison.verdict, 'regression')
    const markdown = await compare(['main~1', 'main', '--markdown', '-'])
    assert.match(markdown.stdout, /^## swimbench: main\\~1 /)
    const csv = join(folder.path, 'table.csv')
    await compare(['main~1', 'main', '--csv', csv])
    assert.match(await readFile(csv, 'utf8'), /^metric,unit,/)
  })

  test('says what differs when runs of two commits were not made alike', async () => {
    const { folder, compare, young } = await recorded()
    await using _ = folder
    await storeSide(folder.path, {
      name: 'after',
      commit: young,
      runs: 10,
      change: (record) => ({ ...record, config: { ...record.config, nodes: 8 } }),
    })
    const { code, stderr } = await compare(['main~1', 'main'])
    assert.equal(code, 1)
    assert.match(stderr, /agents\s+4\s+against\s+8/)
    assert.match(stderr, /--measure/)
  })

  test('judges samples of other tools', async () => {
    const { folder, compare } = await recorded()
    await using _ = folder
    const write = (name: string, values: readonly number[]) =>
      writeFile(join(folder.path, name), values.join('\n'))
    await write('before.txt', [100, 101, 99, 102, 100, 98, 101])
    await write('after.txt', [90, 91, 89, 92, 90, 88, 91])
    const { stdout, code } = await compare(['before:ms=../before.txt', 'after:ms=../after.txt'])
    assert.equal(code, 0)
    assert.match(stdout, /^Improvement {2}value is [\d.]+ % lower/m)
  })
})

describe('swimbench compare --measure', () => {
  test('measures two commits in turns, tells them apart, and knows the answer later', async () => {
    await using folder = await temporaryFolder()
    const repository = await TinyRepository.create(folder.path)
    repository.commit({ delayUs: 0 }, { delayUs: 3000 })
    const out = join(folder.path, 'out')
    const args = ['compare', 'main~1', 'main', ...TINY, ...TINY_PROBES, '--out', out]
    const options = {
      cwd: repository.path,
      environment: { XDG_CACHE_HOME: join(folder.path, 'cache') },
    }
    const measured = await cli([...args, '--blocks', '2', '--seed', '5', '--json'], options)
    assert.equal(measured.code, 0, measured.stderr)
    assert.match(measured.stderr, /^No runs of main~1 \(\w{8}\) are recorded in .*: measuring\.$/m)
    assert.match(measured.stderr, /; seed 5; /)
    const comparison = JSON.parse(measured.stdout) as Comparison
    assert.equal(comparison.options.design, 'interleaved')
    const p50 = comparison.metrics.find(({ metric }) => metric === 'rtt.p50')
    assert.equal(p50?.blocks.length, 2)
    assert.ok((p50?.change ?? 0) > 1, String(p50?.change))
    assert.equal(comparison.verdict, 'inconclusive', 'two blocks prove nothing')

    const again = await cli([...args, '--no-measure'], options)
    assert.equal(again.code, 0, again.stderr)
    assert.match(again.stderr, /^Measured before, as \S+; --measure measures anew\.$/m)
    assert.match(again.stdout, /2 interleaved blocks of 2 planned/)
  })
})

describe('thresholds of swimbench run', () => {
  test('end the run with 99 when one is missed, and stand in its record', async () => {
    await using folder = await temporaryFolder()
    const config = join(folder.path, 'swimbench.json')
    const content = { options: { duration: '1s', nodes: 3 }, thresholds: ['rtt.p50<10s'] }
    await writeFile(config, JSON.stringify(content))
    const run = (...args: string[]) =>
      cli(['run', '--config', config, ...FAST_RUN, '--out', folder.path, '--quiet', ...args])
    const met = await run('--json')
    assert.equal(met.code, 0, met.stderr)
    const { thresholds } = JSON.parse(met.stdout) as { thresholds: { isMet: boolean }[] }
    assert.deepEqual(
      thresholds.map(({ isMet }) => isMet),
      [true],
    )
    const missed = await run('--threshold', 'rtt.p99.9<1s')
    assert.equal(missed.code, 99)
    assert.match(missed.stdout, /^ {2}✓ {2}rtt\.p50<10s .* met$/m)
    assert.match(
      missed.stdout,
      /^ {2}✗ {2}rtt\.p99\.9<1s +not measured, or too few samples +missed$/m,
    )
    const wrong = await run('--threshold', 'rtt.p99<1')
    assert.equal(wrong.code, 2)
    assert.match(wrong.stderr, /1 has no unit for rtt\.p99/)
  })
})

describe('the report of a comparison in a browser', { skip: CHROMIUM_MISSING }, () => {
  test('draws its charts, fits a phone, fetches nothing and says nothing', async () => {
    const { folder, compare } = await recorded()
    await using _ = folder
    const path = join(folder.path, 'page.html')
    await compare(['main~1', 'main', '--html', path])
    const browser = await launchChromium()
    try {
      for (const width of [1200, 360]) {
        const page = await browser.newPage({ viewport: { width, height: 800 } })
        const said: string[] = []
        page.on('console', (message) => said.push(message.text()))
        page.on('pageerror', (error) => said.push(error.message))
        page.on('request', (request) => said.push(request.url()))
        await page.goto(pathToFileURL(path).href)
        assert.equal(await page.locator('[data-chart] svg').count(), 6)
        assert.equal(
          await page.evaluate('document.documentElement.scrollWidth - innerWidth'),
          0,
          `${width} wide`,
        )
        assert.deepEqual(said, [pathToFileURL(path).href])
        await page.close()
      }
    } finally {
      await browser.close()
    }
  })
})
