import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { LineSplitter } from '../../../../analysis/syscalls/strace/line-splitter.ts'

test('lines are what stands between line breaks, however the bytes come', () => {
  const piece = fc.string({ unit: fc.constantFrom('a', 'b', '\n'), maxLength: 40 })
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const expected = pieces.join('').split('\n')
      if (expected.at(-1) === '') expected.pop()
      assert.deepEqual(linesOf(pieces), expected)
    }),
  )
})

test('of a line that is too long the middle is dropped, in whatever pieces it comes', () => {
  const whole = `head${'-'.repeat(3_000_000)}tail`
  for (const size of [40_000, 700_000, 5_000_000]) {
    const pieces: string[] = []
    for (let at = 0; at < whole.length; at += size) pieces.push(whole.slice(at, at + size))
    const [line = '', next, ...others] = linesOf([...pieces, '\nnext\n'])
    assert.deepEqual(
      [line.slice(0, 5), line.slice(-5), next, others],
      ['head-', '-tail', 'next', []],
    )
    assert.ok(line.length < 1_100_000 || size > 3_000_000, `${line.length} bytes`)
  }
})

function linesOf(pieces: readonly string[]): string[] {
  const lines: string[] = []
  const take = (bytes: Uint8Array, from: number, to: number) => {
    lines.push(Buffer.from(bytes.subarray(from, to)).toString())
  }
  const splitter = new LineSplitter(take)
  for (const piece of pieces) splitter.push(Buffer.from(piece))
  splitter.end(take)
  return lines
}
