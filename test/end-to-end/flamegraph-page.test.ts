/**
 * The flame graph's page in a real browser: functions of a real agent by name, search, zoom, threads,
 * keyboard, both colour schemes, a phone, and 50,000 stacks; nothing is fetched and nothing logged.
 */
import assert from 'node:assert/strict'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import {
  diffPage,
  diffProfiles,
  flamegraphPage,
  LAYERS,
  mergeProfiles,
  type Profile,
  parseCpuProfile,
} from '../../analysis/index.ts'
import { startAgent } from '../support/agent-child.ts'
import { profileFrom, profileOf } from '../support/arbitrary-profile.ts'
import { CHROMIUM_MISSING, launchChromium } from '../support/chromium.ts'
import { HOSTILE } from '../support/hostile-record.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const DESKTOP = { viewport: { width: 1200, height: 900 } }
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true }

describe('the flame graph in a browser', { skip: CHROMIUM_MISSING }, () => {
  let browser: Browser
  let folder: Awaited<ReturnType<typeof temporaryFolder>>

  before(async () => {
    browser = await launchChromium()
    folder = await temporaryFolder()
  })

  after(async () => {
    await browser?.close()
    await folder?.[Symbol.asyncDispose]()
  })

  /** Opens a page, hands it over, and fails when it said or fetched anything. */
  async function open(
    html: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const path = join(folder.path, 'page.html')
    await writeFile(path, html)
    await using context = await browser.newContext(options)
    const page = await context.newPage()
    const said: string[] = []
    const fetched: string[] = []
    page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
    page.on('pageerror', (error) => said.push(`error: ${error.stack}`))
    page.on('dialog', (dialog) => said.push(`dialog: ${dialog.message()}`))
    page.on('request', (request) => fetched.push(request.url()))
    await page.goto(pathToFileURL(path).href)
    await look(page)
    assert.deepEqual(said, [])
    assert.deepEqual(fetched, [pathToFileURL(path).href])
  }

  const pageOf = (...profiles: Profile[]) => flamegraphPage({ title: 'a capture', profiles })

  test('shows functions of an agent’s protocol and transport by name', async (t) => {
    const profile = await sampledAgent(t, join(folder.path, 'cpu'))
    await open(pageOf(profile), DESKTOP, async (page) => {
      const chosen = page.getByRole('tab', { selected: true })
      assert.match((await chosen.textContent()) ?? '', /^protocol/)
      for (const place of ['agent/protocol/', 'agent/transport/linux/']) {
        await page.getByLabel('Search').fill(place)
        assert.match(await page.locator('#matched').innerText(), /^\d.* % in \d+ functions? /)
        await page.keyboard.press('Enter')
        assert.ok((await page.locator('#told').innerText()).includes(place))
        assert.ok((await page.locator('#told strong').innerText()).length > 2)
      }
      await page.getByLabel('Search').fill('')
      const colors = await colorsOf(page)
      for (const layer of ['protocol', 'transport', 'runtime'] as const) {
        assert.ok(colors.has(LAYERS[layer].light), `${layer} is drawn`)
      }
      const rows = await page.locator('#functions tbody tr').allInnerTexts()
      assert.ok(
        rows.some((row) => row.includes('agent/transport/linux/')),
        rows.join('\n'),
      )
    })
  })

  const small = profileFrom(
    {
      'protocol;run@agent/runtime/agent-host.ts;handle@agent/protocol/swim.ts': 60,
      'protocol;run@agent/runtime/agent-host.ts;send@agent/transport/linux/send-batch.ts': 30,
      'protocol;run@agent/runtime/agent-host.ts': 10,
      'protocol;(idle)': 900,
      'main;export@agent/telemetry/sdk.ts': 20,
    },
    { kind: 'wall' },
  )
  const graph = (page: Page) => page.getByRole('application')
  const crumbs = (page: Page) => page.locator('#crumbs button').allTextContents()
  const told = (page: Page) => page.locator('#told').innerText()
  /** The middle of a box: its row, and its place as a share of the width. */
  const at = async (page: Page, row: number, share: number) => {
    const box = await graph(page).boundingBox()
    return { x: (box?.width ?? 0) * share, y: row * 19 + 9 }
  }

  test('zooms with the pointer, and back', async () => {
    await open(pageOf(small), DESKTOP, async (page) => {
      assert.deepEqual(await crumbs(page), ['protocol'])
      await graph(page).hover({ position: await at(page, 2, 0.3) })
      const tooltip = page.locator('#tooltip')
      assert.match(
        await tooltip.innerText(),
        /^handle\nagent\/protocol\/swim\.ts\nProtocol\ntotal 60\.0 ms, 60\.0 %\nself 60\.0 ms, 60\.0 %/,
      )
      await graph(page).click({ position: await at(page, 2, 0.8) })
      assert.deepEqual(await crumbs(page), ['protocol', 'run', 'send'])
      await graph(page).hover({ position: await at(page, 2, 0.05) })
      assert.match(await tooltip.innerText(), /^send\n/)
      await graph(page).dblclick({ position: await at(page, 1, 0.5) })
      assert.deepEqual(await crumbs(page), ['protocol'])
      await graph(page).click({ position: await at(page, 2, 0.3) })
      await page.locator('#crumbs').getByRole('button', { name: 'run' }).click()
      assert.deepEqual(await crumbs(page), ['protocol', 'run'])
      await page.getByRole('button', { name: 'Reset zoom' }).click()
      assert.deepEqual(await crumbs(page), ['protocol'])
    })
  })

  test('can be walked with the keyboard', async () => {
    await open(pageOf(small), DESKTOP, async (page) => {
      await graph(page).focus()
      const walked: string[] = []
      for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowLeft', 'ArrowUp', 'Home']) {
        await page.keyboard.press(key)
        walked.push((await told(page)).split(' ')[0] ?? '')
      }
      assert.deepEqual(walked, ['run', 'handle', 'send', 'handle', 'run', 'protocol'])
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      assert.deepEqual(await crumbs(page), ['protocol', 'run', 'handle'])
      await page.keyboard.press('Escape')
      assert.deepEqual(await crumbs(page), ['protocol', 'run'])
      await page.keyboard.press('/')
      await page.keyboard.type('send')
      assert.equal(
        await page.locator('#matched').innerText(),
        '30.0 % in 1 function and what they call',
      )
      await page.keyboard.press('Enter')
      assert.match(await told(page), /^send /)
      await page.keyboard.press('Escape')
      assert.equal(await page.locator('#matched').innerText(), '')
      await page.getByRole('tab', { name: 'protocol' }).focus()
      await page.keyboard.press('ArrowRight')
      assert.deepEqual(await crumbs(page), ['main'])
    })
  })

  test('leaves waiting out until it is asked for', async () => {
    await open(pageOf(small), DESKTOP, async (page) => {
      assert.match(await told(page), /^protocol total 100 ms/)
      await page.getByLabel('Show waiting').check()
      assert.match(await told(page), /^protocol total 1\.00 s/)
      assert.ok((await colorsOf(page)).has(LAYERS.waiting.light))
      assert.match(await page.locator('#legend').innerText(), /Waiting\s+90\.0 %/)
    })
    const idle = profileFrom({ 'protocol;(idle)': 10 }, { kind: 'wall' })
    await open(pageOf(idle), DESKTOP, async (page) => {
      assert.ok(await page.getByText('did nothing but wait').isVisible())
      assert.match(await told(page), /^protocol total 10\.0 ms/)
    })
  })

  test('has threads one by one and together, on and off the CPU', async () => {
    const on = profileFrom({ 'protocol;handle@agent/protocol/swim.ts': 1, 'main;f': 3 })
    const off = profileFrom({ 'main;futex': 2, 'protocol;lock': 5 }, { kind: 'off-cpu' })
    await open(pageOf(on, off), DESKTOP, async (page) => {
      const tab = (name: string | RegExp) => page.getByRole('tab', { name })
      assert.equal(await tab('Time on the CPU').getAttribute('aria-selected'), 'true')
      assert.match(await told(page), /^protocol total 1\.00 ms/)
      await tab('all threads').click()
      assert.match(await told(page), /^all threads total 4\.00 ms/)
      assert.match(await page.locator('#functions tbody tr').first().innerText(), /^f\b/)
      await tab(/^protocol/).click()
      await tab('Time off the CPU').click()
      assert.match(await told(page), /^protocol total 5\.00 ms/)
      await tab(/^main/).click()
      await page.getByLabel('Flames upward').check()
      await graph(page).hover({ position: await at(page, 0, 0.5) })
      assert.match(await page.locator('#tooltip').innerText(), /^futex/)
    })
  })

  test('picks out a layer, and sorts and finds functions from its table', async () => {
    await open(pageOf(small), DESKTOP, async (page) => {
      await page.getByRole('button', { name: 'Protocol 60.0 %' }).click()
      assert.match(await page.locator('#matched').innerText(), /^60\.0 %/)
      await page.getByRole('button', { name: 'Protocol 60.0 %' }).click()
      const first = () => page.locator('#functions tbody th').first().innerText()
      assert.equal(await first(), 'handle')
      await page.locator('#functions').getByRole('button', { name: 'total' }).click()
      assert.equal(await first(), 'run')
      await page.locator('#functions').getByRole('button', { name: 'send' }).click()
      assert.match(await told(page), /^send /)
    })
  })

  test('follows the reader’s colour scheme, also while it is open', async () => {
    await open(pageOf(small), { ...DESKTOP, colorScheme: 'dark' }, async (page) => {
      assert.ok((await colorsOf(page)).has(LAYERS.protocol.dark))
      await page.emulateMedia({ colorScheme: 'light' })
      await page.waitForFunction(
        'getComputedStyle(document.body).backgroundColor === "rgb(246, 247, 248)"',
      )
      await page.evaluate('new Promise(requestAnimationFrame)')
      assert.ok((await colorsOf(page)).has(LAYERS.protocol.light))
    })
  })

  test('fits a phone, where a touch tells and zooms', async () => {
    await open(pageOf(small), PHONE, async (page) => {
      assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0)
      await graph(page).tap({ position: await at(page, 2, 0.8) })
      assert.match(await told(page), /^send .*30\.0 %/)
      assert.deepEqual(await crumbs(page), ['protocol', 'run', 'send'])
    })
  })

  test('runs nothing that names of functions hold', async () => {
    const name = HOSTILE.replaceAll(/[;@]/g, '')
    const profile = profileFrom({ [`${name};${name}@${name}`]: 1 }, { title: name })
    await open(pageOf(profile), DESKTOP, async (page) => {
      await graph(page).hover({ position: await at(page, 1, 0.5) })
      assert.ok((await page.locator('#tooltip').innerText()).includes('<script>hacked()'))
      await graph(page).click({ position: await at(page, 1, 0.5) })
      assert.equal(await page.locator('img').count(), 0)
      assert.equal(await page.evaluate("'hacked' in globalThis"), false)
    })
  })

  test('draws 50,000 stacks, and finds its way in them', async (t) => {
    await open(pageOf(manyStacks(50_000)), DESKTOP, async (page) => {
      await graph(page).click({ position: await at(page, 3, 0.5) })
      const took: number[] = []
      for (const share of [0.2, 0.4, 0.6, 0.8]) {
        const position = await at(page, 2, share)
        const start = performance.now()
        await graph(page).hover({ position })
        await page.evaluate('new Promise(requestAnimationFrame)')
        took.push(performance.now() - start)
        assert.ok((await page.locator('#tooltip').innerText()).startsWith('f'))
      }
      t.diagnostic(`pointer to picture in ms: ${took.map(Math.round).join(', ')}`)
      await page.getByLabel('Search').fill('f77')
      assert.match(await page.locator('#matched').innerText(), / in \d+ functions? /)
    })
  })

  test('of two captures shows what grew in red and what shrank in blue', async () => {
    const result = diffProfiles(
      profileFrom({ 'main;grows': 200, 'main;shrinks': 700, 'main;stays': 100 }, { title: 'old' }),
      profileFrom({ 'main;grows': 600, 'main;shrinks': 300, 'main;stays': 101 }, { title: 'new' }),
      { title: 'old and new' },
    )
    assert.ok(result.ok)
    await open(diffPage(result.diff), DESKTOP, async (page) => {
      const colors = await colorsOf(page)
      assert.ok(colors.has('#d6604d') && colors.has('#4a98c9'), [...colors].join(' '))
      await graph(page).hover({ position: await at(page, 1, 0.3) })
      assert.equal(
        await page.locator('#tooltip').innerText(),
        'grows\nOther native\nbefore 20.0 %, after 59.9 %\n+39.9 %, beyond sampling error',
      )
      await page.getByLabel('before', { exact: true }).check()
      await graph(page).hover({ position: await at(page, 1, 0.3) })
      assert.match(await page.locator('#tooltip').innerText(), /^shrinks\n/)
      await page.getByRole('button', { name: 'stays' }).click()
      assert.match(await told(page), /^stays .*within sampling error/)
    })
  })
})

/** What is drawn, as `#rrggbb`. */
async function colorsOf(page: Page): Promise<Set<string>> {
  await page.evaluate('new Promise(requestAnimationFrame)')
  const colors = await page.evaluate<string[]>(`(() => {
    const { width, height } = document.getElementById('graph')
    const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
    copy.drawImage(document.getElementById('graph'), 0, 0)
    const { data } = copy.getImageData(0, 0, width, height)
    const colors = new Set()
    for (let at = 0; at < data.length; at += 4) colors.add('#' + [0, 1, 2].map((part) => data[at + part].toString(16).padStart(2, '0')).join(''))
    return [...colors]
  })()`)
  return new Set(colors)
}

/** Every thread of an agent that is probed and probes often, as V8 saw it. */
async function sampledAgent(t: Parameters<typeof startAgent>[0], folder: string): Promise<Profile> {
  const peer = startAgent(t)
  const options = `--cpu-prof --cpu-prof-dir=${folder} --cpu-prof-interval=200`
  const agent = startAgent(t, {
    seeds: await peer.addresses(),
    knobs: { probeIntervalMs: 10, probeTimeoutMs: 5 },
    variables: { NODE_OPTIONS: options },
  })
  await agent.until('stats', ({ counters }) => counters.probesAcked > 150)
  agent.closeStdin()
  await agent.ended
  const files = await readdir(folder)
  const profiles = await Promise.all(
    files.map(async (file) => {
      const thread = file.includes('.0.') ? 'main' : 'protocol'
      return parseCpuProfile(await readFile(join(folder, file), 'utf8'), { thread })
    }),
  )
  const [profile] = mergeProfiles('an agent', profiles)
  assert.ok(profile !== undefined)
  return profile
}

function manyStacks(count: number): Profile {
  const samples = Array.from({ length: count }, (_, index) => {
    const stack: { name: string; file: string; line: number }[] = []
    for (let rest = index + 1; rest > 0; rest = Math.floor(rest / 3)) {
      stack.unshift({ name: `f${rest % 1000}`, file: 'agent/protocol/swim.ts', line: rest % 3 })
    }
    return { thread: ['protocol'] as const, stack, samples: 1 + (index % 7) }
  })
  return profileOf(samples)
}
