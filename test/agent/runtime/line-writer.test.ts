import assert from 'node:assert/strict'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { describe, test } from 'node:test'
import { LineWriter } from '../../../agent/runtime/line-writer.ts'

const LINE = 'x'.repeat(1000)

describe('the writer of lines', () => {
  test('writes the lines of one turn at once, in their order', async () => {
    const stream = new PassThrough()
    const lines = new LineWriter(stream)
    for (const line of ['a', 'b', 'c']) lines.write(line)
    await lines.empty()
    assert.equal(String(stream.read()), 'a\nb\nc\n')
  })

  test('gives a reader that is behind a part at a time, and loses nothing', async () => {
    const stream = new PassThrough()
    const lines = new LineWriter(stream)
    for (let count = 0; count < 5000; count++) lines.write(`${count} ${LINE}`)
    await once(stream, 'readable')
    assert.ok(stream.writableLength + stream.readableLength < 1024 * 1024)
    let text = ''
    stream.setEncoding('utf8').on('data', (part: string) => {
      text += part
    })
    await lines.empty()
    await new Promise((resolve) => stream.end(resolve))
    assert.deepEqual(
      text.trimEnd().split('\n'),
      Array.from({ length: 5000 }, (_, count) => `${count} ${LINE}`),
    )
  })

  test('has nothing to wait for when nothing was written', async () => {
    await new LineWriter(new PassThrough()).empty()
  })
})
