/**
 * SVG → PNG. Without a font the text of a picture would be missing without a word, so then there is
 * no PNG at all.
 */
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Twice the size of the SVG, for screens of today. */
const ZOOM = 2

const FONT_FOLDERS = [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  join(homedir(), '.fonts'),
  join(homedir(), '.local/share/fonts'),
  '/System/Library/Fonts',
  '/Library/Fonts',
]

/** Undefined when this system has no fonts to write with. */
export async function pngOf(svg: string): Promise<Uint8Array | undefined> {
  if (!(await hasFonts())) return undefined
  const { renderAsync } = await import('@resvg/resvg-js')
  const image = await renderAsync(svg, {
    font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' },
    fitTo: { mode: 'zoom', value: ZOOM },
  })
  return image.asPng()
}

let fontsFound: Promise<boolean> | undefined

/** Whether there is any font that a picture can be written with. */
export function hasFonts(): Promise<boolean> {
  fontsFound ??= findFont()
  return fontsFound
}

async function findFont(): Promise<boolean> {
  for (const folder of FONT_FOLDERS.filter((path) => existsSync(path))) {
    const files = await readdir(folder, { recursive: true }).catch(() => [])
    if (files.some((file) => /\.(ttf|otf|ttc)$/i.test(file))) return true
  }
  return false
}
