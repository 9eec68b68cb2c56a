import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasFonts, pngOf } from '../../../harness/recording/png.ts'

const SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><text x="4" y="30" font-size="30" font-family="system-ui, sans-serif">text</text></svg>'

test('a picture is twice the size of its drawing, and its text is in it', async (t) => {
  if (!(await hasFonts())) return t.skip('no fonts: apt-get install fonts-dejavu-core')
  const png = Buffer.from((await pngOf(SVG)) ?? [])
  assert.deepEqual([...png.subarray(1, 4)].map((c) => String.fromCharCode(c)).join(''), 'PNG')
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [240, 80])
  const empty = Buffer.from((await pngOf(SVG.replace('text<', '<'))) ?? [])
  assert.ok(png.length > empty.length * 1.5)
})
