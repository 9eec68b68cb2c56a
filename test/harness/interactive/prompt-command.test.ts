import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  completePrompt,
  PROMPT_COMMANDS,
  parsePromptLine,
  promptHelp,
} from '../../../harness/interactive/prompt-command.ts'

describe('a line at the prompt', () => {
  test('is a command', () => {
    assert.deepEqual(parsePromptLine('status'), { ok: true, command: { kind: 'status' } })
    assert.deepEqual(parsePromptLine('  kill   1 '), {
      ok: true,
      command: { kind: 'kill', agent: 1 },
    })
    assert.deepEqual(parsePromptLine('wait 1m30s'), {
      ok: true,
      command: { kind: 'wait', durationMs: 90_000 },
    })
  })

  test('does nothing when it is empty or a remark', () => {
    for (const line of ['', '   ', '# kill 1', '#']) {
      assert.deepEqual(parsePromptLine(line), { ok: true, command: { kind: 'nothing' } })
    }
  })

  const refused: readonly (readonly [string, string])[] = [
    ['kil 1', 'there is no kil; did you mean kill?'],
    ['frobnicate', 'there is no frobnicate; help lists what there is'],
    ['kill', "kill takes an agent's number: write it as kill 1"],
    ['kill one', "kill takes an agent's number: write it as kill 1"],
    ['kill -1', "kill takes an agent's number: write it as kill 1"],
    ['kill 1 2', 'too many words: write it as kill 1'],
    ['status now', 'too many words: write it as status'],
    ['wait 5', '5 has no unit: write 5s or 5ms; write it as wait 2s'],
  ]
  for (const [line, problem] of refused) {
    test(`${JSON.stringify(line)} is refused with a way out`, () => {
      assert.deepEqual(parsePromptLine(line), { ok: false, problem })
    })
  }

  test('is never an exception', () => {
    fc.assert(fc.property(fc.string(), (line) => typeof parsePromptLine(line).ok === 'boolean'))
  })
})

describe('the tab key', () => {
  test('completes commands, with a space where an argument follows', () => {
    assert.deepEqual(completePrompt('re', [0, 1]), [['restart ', 'resume '], 're'])
    assert.deepEqual(completePrompt('st', []), [['status'], 'st'])
    assert.equal(completePrompt('', [])[0].length, PROMPT_COMMANDS.length)
  })

  test("completes agents' numbers", () => {
    assert.deepEqual(completePrompt('kill ', [0, 1, 10]), [['0', '1', '10'], ''])
    assert.deepEqual(completePrompt('kill 1', [0, 1, 10]), [['1', '10'], '1'])
  })

  test('offers nothing where nothing fits', () => {
    assert.deepEqual(completePrompt('status ', [0]), [[], ''])
    assert.deepEqual(completePrompt('kill 1 ', [0])[0], [])
  })
})

test('the help names every command', () => {
  const help = promptHelp()
  assert.equal(help.length, PROMPT_COMMANDS.length)
  assert.equal(help[1], '  kill AGENT     crash an agent (SIGKILL)')
})
