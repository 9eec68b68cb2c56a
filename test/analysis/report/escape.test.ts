import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  elementText,
  html,
  markdownCode,
  markdownText,
  printable,
  printableStrings,
  scriptJson,
  unbroken,
} from '../../../analysis/report/escape.ts'

const anything = fc.string({ unit: 'binary' })

describe('html', () => {
  test('escapes text and keeps HTML of its own', () => {
    const inner = html`<b>${'<&"\'>'}</b>`
    assert.equal(
      html`<p>${inner}${['a', 1]}${undefined}</p>`.text,
      '<p><b>&lt;&amp;&quot;&#39;&gt;</b>a1</p>',
    )
  })

  test('lets nothing through that could begin an element, an entity or end an attribute', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const written = html`${text}`.text
        assert.doesNotMatch(written, /[<>"']/)
        assert.doesNotMatch(written.replace(/&(amp|lt|gt|quot|#39);/g, ''), /&/)
      }),
    )
  })
})

describe('JSON in a script element', () => {
  test('reads back the same and cannot end the element', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { text } = scriptJson(value)
        assert.ok(!text.includes('<'))
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
      }),
    )
    assert.ok(!scriptJson('</script><!--').text.includes('<'))
  })

  test('and program text keep the element whole', () => {
    const program = 'const a = "</script>"; const b = "<!--"; if (x<script.y) f()'
    const { text } = elementText(program)
    assert.ok(!/<\/script|<!--/i.test(text))
    assert.equal(
      new Function(`${text.replace('if (x<script.y) f()', '')}; return a + b`)(),
      '</script><!--',
    )
  })
})

describe('printable text', () => {
  test('spells out what could drive a terminal or turn the direction of writing', () => {
    assert.equal(printable('a\u001b[31mb\u202ec\u0000'), 'a\\u001b[31mb\\u202ec\\u0000')
    assert.equal(printable('two\r\nlines\tand'), 'two lines and')
    fc.assert(
      fc.property(anything, (text) =>
        assert.doesNotMatch(printable(text), /[\p{Cc}\u202a-\u202e]/u),
      ),
    )
  })
})

test('every string of a record is made printable, and nothing else is changed', () => {
  const record = { a: ['\u001b]0;x\u0007', 1, null], b: { 'c\u001b': true } }
  assert.deepEqual(printableStrings(record), {
    a: ['\\u001b]0;x\\u0007', 1, null],
    b: { 'c\\u001b': true },
  })
})

describe('Markdown text', () => {
  test('is no markup', () => {
    assert.equal(markdownText('a|b'), 'a\\|b')
    assert.equal(markdownText('<img src=x>'), '&lt;img src=x&gt;')
    assert.equal(markdownText('@someone'), '&#64;someone')
    assert.equal(markdownText('[x](https://a.b)'), '\\[x\\]\\(https&#58;//a.b\\)')
    assert.equal(markdownText('- item'), '\\- item')
    assert.equal(markdownText('1. item'), '1\\. item')
    assert.equal(markdownText('6.96 /s'), '6.96 /s')
    assert.equal(markdownText('a\nb'), 'a b')
  })

  test('never has a bare character that means something', () => {
    fc.assert(
      fc.property(anything, (text) => {
        assert.doesNotMatch(
          markdownText(text).replace(/\\[\\`*_{}[\]()#+!|~$]/g, ''),
          /[`*_[\]|<>\n@]/,
        )
      }),
    )
  })

  test('as code is fenced by more backticks than it has', () => {
    assert.equal(markdownCode('plain'), '`plain`')
    assert.equal(markdownCode('a``b'), '``` a``b ```')
  })
})

test('numbers stay with their units', () => {
  assert.equal(unbroken('95 %: 425 µs … 438 µs'), '95\u00a0%: 425\u00a0µs … 438\u00a0µs')
  assert.equal(unbroken('8 agents, 2m 40s, preset'), '8 agents, 2m\u00a040s, preset')
})
