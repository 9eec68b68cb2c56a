import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { syscallMarkdown } from '../../../analysis/report/syscall-markdown.ts'
import { sampleCapture } from '../../support/sample-capture.ts'

describe('a capture in Markdown', () => {
  const markdown = syscallMarkdown(sampleCapture())

  test('has the numbers, the cycle and the calls', () => {
    assert.match(markdown, /^## System calls of 127\.0\.0\.1:9000$/m)
    assert.match(markdown, /^\| Calls per probe cycle \| 3\.00 \|/m)
    assert.match(markdown, /^\| recvfrom \| 80 \|/m)
    assert.match(markdown, /^- ⚠️ Under strace every call stops the process twice/m)
    assert.match(markdown, /^- line 7: `what is this\?`$/m)
  })

  test('marks what it only infers', () => {
    const foreign = syscallMarkdown(sampleCapture({ isForeign: true }))
    assert.match(foreign, /^### Round trips, inferred$/m)
  })

  test('ends long tables and says so', () => {
    const view = sampleCapture()
    const { peers } = view.report
    const many = Array.from({ length: 50 }, (_, index) => ({
      ...(peers[0] ?? assert.fail()),
      address: `10.0.0.1:${index}`,
    }))
    const long = syscallMarkdown({ ...view, report: { ...view.report, peers: many } })
    assert.match(long, /^and 18 more rows$/m)
  })
})
