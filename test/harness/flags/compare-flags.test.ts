import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Parser } from '@oclif/core'
import { compareFlags, judgingFrom, questionFrom } from '../../../harness/flags/compare-flags.ts'

async function parsed(...argv: string[]) {
  const { flags } = await Parser.parse(argv, { flags: compareFlags })
  return flags
}

const question = async (args: Parameters<typeof questionFrom>[0], ...argv: string[]) =>
  questionFrom(args, await parsed(...argv))

describe('what compare is asked', () => {
  test('may be measured when it has to be, must be, or must not', async () => {
    const args = { base: 'main', candidate: 'HEAD' }
    assert.deepEqual(await question(args), { ...args, measure: 'needed' })
    assert.deepEqual(await question(args, '--measure'), { ...args, measure: 'always' })
    assert.deepEqual(await question(args, '--resume', 'x'), { ...args, measure: 'always' })
    assert.deepEqual(await question(args, '--no-measure'), { ...args, measure: 'never' })
  })

  test('is about the working tree when there is no candidate', async () => {
    const { candidate } = await question({ base: 'main' })
    assert.equal(candidate, undefined)
  })

  test('with --aa is a commit against itself', async () => {
    const own = { base: 'HEAD', candidate: 'HEAD', measure: 'always' }
    assert.deepEqual(await question({}, '--aa'), own)
    assert.deepEqual(await question({ base: 'HEAD' }, '--aa'), own)
    await assert.rejects(question({ base: 'a', candidate: 'b' }, '--aa'), /there is no CANDIDATE/)
    await assert.rejects(question({ base: 'a' }, '--aa', '--no-measure'), /contradicts --aa/)
  })

  test('needs a base', async () => {
    await assert.rejects(question({}), /compare needs a BASE/)
  })
})

describe('how compare judges', () => {
  test('by shares, with or without per cent', async () => {
    assert.equal(judgingFrom(await parsed()).margin, 0.05)
    assert.equal(judgingFrom(await parsed('--margin', '2.5%')).margin, 0.025)
    assert.equal(judgingFrom(await parsed('--margin', '0.1')).margin, 0.1)
    for (const none of ['0', '100%', '-1%', '5', 'x', '5 percent']) {
      await assert.rejects(parsed(`--margin=${none}`), /is not a share such as 5%/, none)
    }
  })

  test('by the metrics that were named, and the floor when asked', async () => {
    const judging = judgingFrom(await parsed('--primary', 'rtt.p50, lag.p50', '--normalize=floor'))
    assert.deepEqual(judging.primary, ['rtt.p50', 'lag.p50'])
    assert.equal(judging.normalizeBy, 'floor')
    assert.equal(judgingFrom(await parsed()).primary, undefined)
  })
})
