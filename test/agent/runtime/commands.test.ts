/** Lines of stdin: commands, or a problem in words, never an exception. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { parseCommand } from '../../../agent/runtime/commands.ts'

test('every command of the contract is read', () => {
  const commands = [
    { command: 'leave' },
    { command: 'leave', agent: '127.0.0.1:9000' },
    { command: 'shutdown' },
    { command: 'report' },
    { command: 'set-metadata', metadata: 'role=cache', agent: '127.0.0.1:9000' },
  ]
  for (const command of commands) {
    assert.deepEqual(parseCommand(JSON.stringify(command)), { ok: true, command })
  }
})

test('what is no command says why', () => {
  const problems: [string, RegExp][] = [
    ['shutdown', /one JSON object per line/],
    ['[]', /unknown command/],
    ['null', /JSON object/],
    ['{"command":"explode"}', /"explode".*leave, shutdown/],
    ['{"command":"leave","agent":7}', /agent must be/],
    ['{"command":"set-metadata"}', /needs metadata/],
    [JSON.stringify({ command: 'set-metadata', metadata: 'ä'.repeat(257) }), /at most 512/],
  ]
  for (const [line, expected] of problems) {
    const parsed = parseCommand(line)
    assert.match(parsed.ok ? 'accepted' : parsed.problem, expected)
  }
})

test('no line throws', () => {
  fc.assert(fc.property(fc.string(), (line) => parseCommand(line).ok === false || true))
  fc.assert(fc.property(fc.json(), (line) => typeof parseCommand(line).ok === 'boolean'))
})
