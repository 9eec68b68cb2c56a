import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseSampleText } from '../../../analysis/history/sample-text.ts'

describe('plain samples', () => {
  test('are one number a line, whatever ends the lines', () => {
    for (const text of ['1\n2.5\n-3e-2\n', '1\r\n2.5\r\n-3e-2', '\ufeff1\r2.5\r-3e-2\r']) {
      const { shape, lists, bad } = parseSampleText(text)
      assert.deepEqual([shape, lists, bad], ['values', [[1, 2.5, -0.03]], 0])
    }
  })

  test('pass over blank lines and comments', () => {
    const { lists, bad } = parseSampleText('# seconds\n\n  1.5 # the first\n\t\n2\n')
    assert.deepEqual([lists, bad], [[[1.5, 2]], 0])
  })

  test('count what is no number and name its line', () => {
    const { lists, bad, problems } = parseSampleText(
      '1\nfast\n2\n1,5\n3ms\nNaN\n0x10\n1e999\n\n1 2',
    )
    assert.deepEqual(lists, [[1, 2]])
    assert.equal(bad, 7)
    assert.deepEqual(problems.slice(0, 2), [
      'line 2 is no number: fast',
      'line 4 is no number: 1,5',
    ])
    assert.equal(problems.length, 5)
  })

  test('may be a JSON list', () => {
    for (const text of ['[1, 2.5]', ' {"runs": [1, 2.5]}']) {
      const { shape, lists, bad } = parseSampleText(text)
      assert.deepEqual([shape, lists, bad], ['values', [[1, 2.5]], 0])
    }
  })

  test('may be a JSON list per run', () => {
    const { shape, lists } = parseSampleText('{"runs": [[1, 2], [3]]}')
    assert.deepEqual([shape, lists], ['runs', [[1, 2], [3]]])
  })

  test('say where in the JSON something is no number', () => {
    const { lists, bad, problems } = parseSampleText('[[1, null, "2"], 7, [], [3]]')
    assert.deepEqual(lists, [[1], [], [3]])
    assert.equal(bad, 4)
    assert.deepEqual(problems, [
      'entry [0][1] is no number: null',
      'entry [0][2] is no number: "2"',
      'entry [1] is no list, as others are: 7',
      'entry [2] is an empty list',
    ])
  })

  test('that are no JSON after all are a problem', () => {
    for (const text of ['[1, 2', '{"samples": [1]}', '{}']) {
      const { lists, bad } = parseSampleText(text)
      assert.deepEqual([lists, bad], [[[]], 1])
    }
  })

  test('are finite numbers or counted problems, whatever is in the file', () => {
    const entry = fc.oneof(fc.double(), fc.string(), fc.constantFrom('', '[', '{', '#', 'null'))
    fc.assert(
      fc.property(fc.array(entry.map(String)), (lines) => {
        const { lists, bad, problems } = parseSampleText(lines.join('\n'))
        assert.ok(lists.flat().every(Number.isFinite))
        assert.equal(problems.length, Math.min(bad, 5))
      }),
    )
  })

  test('come back as they were written', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1 }), (values) => {
        const written = values.map((value) => value + 0)
        assert.deepEqual(parseSampleText(written.join('\n')).lists, [written])
        assert.deepEqual(parseSampleText(JSON.stringify(written)).lists, [written])
      }),
    )
  })
})
