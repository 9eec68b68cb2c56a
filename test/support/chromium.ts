/** The system's Chromium for tests of pages; where it is missing they are skipped, except in CI. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const executable = findChromium()

/** Why tests that need a browser cannot run, and what to do about it; false when they can, or must. */
export const CHROMIUM_MISSING: string | false =
  executable === undefined && process.env['CI'] === undefined
    ? 'Chromium is not installed: sudo apt-get install chromium, or set CHROMIUM to its path'
    : false

export function launchChromium(): Promise<Browser> {
  if (executable === undefined) throw new Error('Chromium is not installed, and CI requires it')
  return chromium.launch({ executablePath: executable, headless: true, args: FLAGS })
}

function findChromium(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [process.env['CHROMIUM'] ?? '', ...candidates].find(isExecutable)
}

function isExecutable(path: string): boolean {
  if (path === '') return false
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
