/** The page of a capture in a real browser. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { syscallPage } from '../../analysis/report/syscall-section.ts'
import { CHROMIUM_MISSING, launchChromium } from '../support/chromium.ts'
import { sampleCapture } from '../support/sample-capture.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

test('the page of a capture draws its picture, fits a phone and sorts its calls', {
  skip: CHROMIUM_MISSING,
}, async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'report.html')
  const echarts = createRequire(import.meta.url).resolve('echarts/dist/echarts.min.js')
  await writeFile(file, syscallPage(sampleCapture(), await readFile(echarts, 'utf8')))
  const browser = await launchChromium()
  try {
    const page = await browser.newPage({ viewport: { width: 400, height: 800 } })
    const problems: string[] = []
    page.on('pageerror', (error) => problems.push(String(error)))
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text())
    })
    await page.goto(pathToFileURL(file).href)
    await page.waitForSelector('#syscall-timeline svg path', { state: 'attached' })
    assert.deepEqual(problems, [])
    assert.ok((await page.evaluate('document.documentElement.scrollWidth')) === 400)
    assert.match((await page.textContent('#syscall-timeline svg')) ?? '', /sends and writes/)
    await page.click('#calls th:nth-child(2) button')
    assert.match((await page.textContent('#calls tbody tr:first-child th')) ?? '', /epoll|recv/)
    await page.click('#calls th:nth-child(2) button')
    assert.equal(await page.textContent('#calls tbody tr:first-child th'), 'sendto')
  } finally {
    await browser.close()
  }
})
