import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { parseStored } from '../../analysis/parse-stored.ts'

const schema = z.object({ schemaVersion: z.number(), name: z.string() })

test('what fits the schema comes back as it was', () => {
  const value = { schemaVersion: 3, name: 'a' }
  assert.deepEqual(parseStored(JSON.stringify(value), schema, 3), { ok: true, value })
})

test('another version is named before anything else that may be wrong', () => {
  const problem = (text: string) => {
    const parsed = parseStored(text, schema, 3)
    return parsed.ok ? '' : parsed.problem
  }
  assert.equal(problem('{"schemaVersion":2}'), 'schemaVersion 2; this swimbench reads version 3')
  assert.equal(problem('null'), 'no schemaVersion; this swimbench reads version 3')
})

test('what is broken is a problem that says where', () => {
  const broken = parseStored('{"schemaVersion":3,"name":7}', schema)
  assert.match(broken.ok ? '' : broken.problem, /^name: /)
  const cut = parseStored('{"schema', schema)
  assert.match(cut.ok ? '' : cut.problem, /^not JSON: /)
})
