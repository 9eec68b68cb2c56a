import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { joinFitting, truncate, widthOf, wrap } from '../../../harness/terminal/text.ts'

describe('text in a terminal', () => {
  test('is as wide as what is seen of it', () => {
    assert.equal(widthOf('\u001b[31mµs – ok\u001b[39m'), 7)
  })

  test('is broken between words, later lines under the first', () => {
    assert.deepEqual(wrap('one two three four', 9, '- ', '  '), ['- one two', '  three', '  four'])
  })

  test('keeps a word that is longer than the line', () => {
    assert.deepEqual(wrap('see /a/very/long/path now', 10), ['see', '/a/very/long/path', 'now'])
  })

  test('loses no word when it is broken, and fits as far as its words do', () => {
    const words = fc.array(
      fc.string({ unit: fc.constantFrom('a', 'b', 'µ'), minLength: 1, maxLength: 8 }),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(words, fc.integer({ min: 10, max: 40 }), (parts, columns) => {
        const lines = wrap(parts.join(' '), columns, '  ')
        assert.deepEqual(
          lines.flatMap((line) => line.trim().split(' ')),
          parts,
        )
        for (const line of lines) assert.ok(widthOf(line) <= columns)
      }),
    )
  })

  test('keeps a figure and its unit together', () => {
    assert.deepEqual(wrap('took 412 ms, or 0.3 % or so', 9), [
      'took',
      '412 ms,',
      'or 0.3 %',
      'or so',
    ])
  })

  test('that is cut says so', () => {
    assert.equal(truncate('converging', 5), 'conv…')
    assert.equal(truncate('done', 5), 'done')
  })

  test('takes as many parts as fit, in order', () => {
    assert.equal(joinFitting(['aaa', 'bbbbbb', '', 'cc'], '  ', 8), 'aaa  cc')
  })
})
