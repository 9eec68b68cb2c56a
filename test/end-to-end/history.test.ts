/** `swimbench history` as a user runs it, in a repository with runs of its commits, and its page in a real browser. */
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { History } from '../../analysis/index.ts'
import { CHROMIUM_MISSING, launchChromium } from '../support/chromium.ts'
import { cli } from '../support/cli.ts'
import { makeRepository, slower, storeRuns } from '../support/stored-history.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Of forty commits, each third was never measured; the 27th is slower. */
const SLOWER_FROM = 26

describe('swimbench history', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>
  let shas: readonly string[]

  before(async () => {
    folder = await temporaryFolder()
    const repository = makeRepository(folder.path, 40)
    shas = repository.shas
    const measured = shas.filter((_, index) => index % 3 !== 1)
    const slowFrom = measured.indexOf(shas[SLOWER_FROM] ?? '')
    await storeRuns(folder.path, measured, 3, (record, commit, run) => ({
      ...(commit >= slowFrom ? slower(record, 1.12) : {}),
      ...(commit === 2 && run === 2 ? { outcome: 'interrupted' as const } : {}),
      ...(commit === 3 && run === 2 ? { config: { ...record.config, nodes: 7 } } : {}),
    }))
    await mkdir(join(folder.path, 'results', 'cut-off'))
  })
  after(() => folder[Symbol.asyncDispose]())

  const history = (...args: string[]) => cli(['history', ...args], { cwd: folder.path })
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await history(...args, '--json')
    assert.equal(code, 0, stderr)
    return JSON.parse(stdout) as History
  }

  test('names the commit that made it slower', async () => {
    const { code, stdout, stderr } = await history()
    assert.equal(code, 0, stderr)
    const named = `▲ ${shas[SLOWER_FROM]?.slice(0, 8)}`
    assert.match(stdout, new RegExp(`${named}  \\+1[1-3]\\.\\d % .*, worse:`))
    assert.match(stdout, /^ {4}change 27$/m)
    assert.match(stdout, /^ {4}or 1 commit before it that was not measured, after [0-9a-f]{8}$/m)
    assert.match(stdout, /→ swimbench bisect [0-9a-f]{8} [0-9a-f]{8} --metric rtt\.p50$/m)
    assert.match(stdout, /1 run of 1 commit: agents 7 instead of 3/)
    assert.match(stderr, /1 run left out: not run to the end/)
    assert.match(stderr, /cut-off: it has no record/)
  })

  test('tells a program the same', async () => {
    const { order, points, series } = await json('--metric', 'rtt.p50')
    assert.equal(order, 'commits')
    const [step, ...more] = series[0]?.steps ?? []
    assert.deepEqual(more, [])
    assert.equal(points[step?.to ?? -1]?.sha, shas[SLOWER_FROM])
    const [low, high] = step?.interval ?? [0, 0]
    assert.ok(low < 0.12 && 0.12 < high, `${low} … ${high}`)
  })

  test('begins at a number, a date or a commit', async () => {
    const first = async (since: string) => (await json('--since', since)).points[0]?.subject
    assert.equal(await first('3'), 'change 37')
    assert.equal(await first('HEAD~3'), 'change 37')
    const from = new Date((1_790_000_000 + 36 * 86_400) * 1000).toISOString()
    assert.equal(await first(from), 'change 37')
  })

  test('shows another kind of run when asked for one', async () => {
    const { circumstances, points } = await json('--like', 'run-003-2')
    assert.equal(circumstances['agents'], '7')
    assert.equal(points.length, 1)
  })

  test('reads plain samples', async () => {
    const lines = Array.from(
      { length: 40 },
      (_, index) => (index < 25 ? 1.2 : 1.5) + (index % 3) / 50,
    )
    await writeFile(join(folder.path, 'other.txt'), `# nightly\n${lines.join('\r\n')}\nbroken\n`)
    const { code, stdout, stderr } = await history('nightly:ms=other.txt')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^ {2}nightly: 40 numbers, each taken for the result of a run$/m)
    assert.match(stdout, /▲ #26 {2}\+2\d\.\d % .*, worse: 1\.22 ms → 1\.52 ms/)
    assert.match(stderr, /other\.txt: line 42 is no number: broken/)
  })

  for (const [args, code, message] of [
    [['--metric', 'rtt.p5'], 2, /there is no metric rtt\.p5\n.*Did you mean rtt\.p50\?/],
    [['--since', 'nothing'], 2, /neither a number, nor a date, nor a commit/],
    [['--since', '2100-01-01'], 1, /no run is that recent/],
    [['--scenario', 'crash'], 1, /there are no complete runs of scenario crash/],
    [['--out', 'elsewhere'], 1, /there are no complete runs in elsewhere/],
    [['other'], 2, /other is not label=file/],
    [['x=gone.txt'], 2, /there is no file gone\.txt/],
  ] as const) {
    test(`refuses ${args.join(' ')}`, async () => {
      const result = await history(...args)
      assert.equal(result.code, code)
      assert.match(result.stderr, message)
      assert.equal(result.stdout, '')
    })
  }

  test('writes a page that draws its charts and fits a phone', {
    skip: CHROMIUM_MISSING,
  }, async () => {
    const { code, stderr } = await history('--html', 'pages/history.html')
    assert.equal(code, 0, stderr)
    const browser = await launchChromium()
    try {
      const page = await browser.newPage({ viewport: { width: 400, height: 800 } })
      const problems: string[] = []
      page.on('pageerror', (error) => problems.push(String(error)))
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text())
      })
      await page.goto(pathToFileURL(join(folder.path, 'pages', 'history.html')).href)
      await page.waitForSelector('#history-rtt-p50 svg path', { state: 'attached' })
      assert.deepEqual(problems, [])
      assert.ok((await page.evaluate('document.documentElement.scrollWidth')) === 400)
      assert.match((await page.textContent('#history-rtt-p50 svg')) ?? '', /\+1[1-3]\.\d %/)
      assert.match((await page.textContent('main')) ?? '', /change 27/)
    } finally {
      await browser.close()
    }
  })
})
