/**
 * The HTML report in a real browser: charts are drawn, nothing is fetched, nothing is logged, it fits
 * a phone, follows the reader's colour scheme, and works with the keyboard alone.
 */
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { DARK, htmlReport, LIGHT, visualizationPage, visualize } from '../../analysis/index.ts'
import { CHROMIUM_MISSING, launchChromium } from '../support/chromium.ts'
import { HOSTILE, hostileRecord } from '../support/hostile-record.ts'
import { type SampleRun, sampleRun } from '../support/sample-run.ts'

const skip = CHROMIUM_MISSING
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true }
const DESKTOP = { viewport: { width: 1200, height: 900 } }

describe('the HTML report in a browser', { skip }, () => {
  let browser: Browser
  let folder: string
  let echartsScript: string

  before(async () => {
    browser = await launchChromium()
    folder = await mkdtemp(join(tmpdir(), 'swimbench-report-'))
    const script = fileURLToPath(import.meta.resolve('echarts/dist/echarts.min.js'))
    echartsScript = await readFile(script, 'utf8')
  })

  after(async () => {
    await browser?.close()
    if (folder !== undefined) await rm(folder, { recursive: true, force: true })
  })

  /** Opens a page, hands it over, and fails when it said or fetched anything. */
  async function open(
    name: string,
    page: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const path = join(folder, `${name}.html`)
    await writeFile(path, page)
    const context = await browser.newContext(options)
    const tab = await context.newPage()
    const said: string[] = []
    const fetched: string[] = []
    tab.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
    tab.on('pageerror', (error) => said.push(`error: ${error.message}`))
    tab.on('dialog', (dialog) => said.push(`dialog: ${dialog.message()}`))
    tab.on('request', (request) => fetched.push(request.url()))
    await tab.goto(pathToFileURL(path).href)
    await look(tab)
    await context.close()
    assert.deepEqual(said, [])
    assert.deepEqual(fetched, [pathToFileURL(path).href])
  }

  const report = (run: SampleRun) => htmlReport({ ...run, echartsScript, files: [] })
  const small = sampleRun({ agents: 4, durationS: 30 })
  const crash = sampleRun({ agents: 8, durationS: 160, crashes: 20, falseSuspicions: 2 })
  const large = sampleRun({ agents: 200, durationS: 60, crashes: 2, agentsPerProcess: 50 })

  for (const [name, run] of Object.entries({ small, crash, large })) {
    test(`of a ${name} run draws all of its charts`, async () => {
      await open(name, report(run), DESKTOP, async (page) => {
        const plots = await page.locator('[data-chart]').all()
        assert.equal(plots.length, run === small ? 9 : 10)
        for (const plot of plots) {
          const box = await plot.locator('svg').boundingBox()
          assert.ok((box?.width ?? 0) > 300 && (box?.height ?? 0) > 100, await plot.innerHTML())
          assert.ok((await plot.locator('svg path').count()) > 5)
        }
        assert.equal(await overflow(page), 0)
      })
    })

    test(`of a ${name} run fits a phone`, async () => {
      await open(name, report(run), PHONE, async (page) => {
        assert.equal(await overflow(page), 0)
        for (const fold of await page.locator('details').all()) {
          await fold.evaluate((element) => element.setAttribute('open', ''))
        }
        assert.equal(await overflow(page), 0, 'with everything unfolded')
        const widths = await page
          .locator('[data-chart] svg')
          .evaluateAll((all) => all.map((svg) => svg.getBoundingClientRect().width))
        assert.ok(widths.every((width) => width > 200 && width <= 360))
      })
    })
  }

  test('follows the reader’s colour scheme, also while it is open', async () => {
    await open('scheme', report(small), { ...DESKTOP, colorScheme: 'dark' }, async (page) => {
      const surface = () =>
        page.evaluate<string>("getComputedStyle(document.body).getPropertyValue('--background')")
      const chart = page.locator('[data-chart="rtt-over-time"]')
      assert.equal(await surface(), DARK.background)
      assert.ok((await chart.innerHTML()).includes(DARK.first))
      await page.emulateMedia({ colorScheme: 'light' })
      const light = chart.locator(`[stroke="${LIGHT.first}"]`).first()
      await light.waitFor({ state: 'attached' })
      assert.equal(await surface(), LIGHT.background)
      assert.ok(!(await chart.innerHTML()).includes(DARK.first))
    })
  })

  test('is usable with the keyboard alone', async () => {
    await open('keyboard', report(crash), DESKTOP, async (page) => {
      await page.keyboard.press('Tab')
      const skipLink = page.locator(':focus')
      assert.equal(await skipLink.textContent(), 'Skip to the content')
      assert.ok(((await skipLink.boundingBox())?.x ?? -1) >= 0, 'it shows when it has the focus')
      await page.keyboard.press('Enter')
      assert.equal(await page.evaluate('document.activeElement.id'), 'content')

      const fold = page.locator('details', { hasText: 'Environment' }).last()
      await fold.locator('summary').focus()
      assert.equal(await fold.getAttribute('open'), null)
      await page.keyboard.press('Enter')
      assert.equal(await fold.getAttribute('open'), '')
      assert.ok(await fold.getByText('clock source').isVisible())
      await page.keyboard.press('Space')
      assert.equal(await fold.getAttribute('open'), null)
    })
  })

  test('sorts the table of agents by a column, by its values and not by their text', async () => {
    await open('sort', report(crash), DESKTOP, async (page) => {
      const table = page.locator('table[data-sortable]')
      const heading = table.locator('th', { hasText: 'max' }).first()
      await heading.locator('button').focus()
      await page.keyboard.press('Enter')
      assert.equal(await heading.getAttribute('aria-sort'), 'descending')
      const shown = await table.locator('tbody th').allTextContents()
      const expected = crash.record.perAgent
        .toSorted((a, b) => (b.rtt.max ?? 0) - (a.rtt.max ?? 0))
        .map(({ agent }) => agent)
      assert.deepEqual(shown, expected)
      await page.keyboard.press('Enter')
      assert.equal(await heading.getAttribute('aria-sort'), 'ascending')
      assert.deepEqual(await table.locator('tbody th').allTextContents(), expected.toReversed())
    })
  })

  test('shows a value in the chart where the pointer is', async () => {
    await open('tooltip', report(crash), DESKTOP, async (page) => {
      const plot = page.locator('[data-chart="rtt-over-time"]')
      await plot.hover()
      await plot.getByText(/^p50$/).last().waitFor()
      assert.match(await plot.innerText(), /p50\s+\d[\d.]* µs/)
    })
  })

  test('runs nothing that a hostile record holds, not even under the pointer', async () => {
    const { probes } = small
    const run = {
      record: hostileRecord(),
      probes: { ...probes, addresses: probes.addresses.map((_, index) => `${index}${HOSTILE}`) },
      changes: crash.changes.map((change) => ({ ...change, member: HOSTILE, why: HOSTILE })),
    }
    await open('hostile', report(run), DESKTOP, async (page) => {
      for (const plot of await page.locator('[data-chart]').all()) {
        assert.ok((await plot.locator('svg').count()) > 0)
        await plot.hover()
      }
      assert.equal(await page.locator('img').count(), 0)
      assert.equal(await page.evaluate("'hacked' in globalThis"), false)
      assert.equal(await overflow(page), 0)
    })
  })

  test('of several measurements draws all of them', async () => {
    const measured = [small, crash].map(({ record, probes, changes }) =>
      visualize({
        name: record.id,
        probes,
        changes,
        durationS: record.durationS,
        probeTimeoutS: undefined,
        faults: record.faults,
        notes: [],
      }),
    )
    await open('several', visualizationPage(measured, echartsScript), DESKTOP, async (page) => {
      assert.equal(await page.locator('[data-chart] svg').count(), 12)
    })
  })
})

/** How far the page is wider than the window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
}
