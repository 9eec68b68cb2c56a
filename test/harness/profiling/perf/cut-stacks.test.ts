/** Which stacks are told to be cut. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePerfScript } from '../../../../analysis/index.ts'
import { cutStacksWarning } from '../../../../harness/profiling/perf/cut-stacks.ts'

const WHOLE = `protocol 7 1.0: 1000000 cpu-clock:\n\t10 work (/bin/x)\n\t11 start_thread (/lib/libc.so.6)\n\n`
const CUT = `protocol 7 2.0: 1000000 cpu-clock:\n\t20 sendto (/lib/libc.so.6)\n\n`

function warningOf(text: string): string | undefined {
  return cutStacksWarning(parsePerfScript(text, { title: 't' }))?.message
}

test('stacks that begin where threads begin are whole', () => {
  assert.equal(warningOf(WHOLE.repeat(5)), undefined)
})

test('the share of stacks without a beginning is told', () => {
  assert.match(warningOf(WHOLE.repeat(3) + CUT) ?? '', /^25 % of the stacks are cut/)
})

test('a few in a hundred are not worth a word', () => {
  assert.equal(warningOf(WHOLE.repeat(99) + CUT), undefined)
})

test('nothing is said about nothing', () => {
  assert.equal(warningOf(''), undefined)
})
