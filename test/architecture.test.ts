/** Holds the source tree to the rules of ARCHITECTURE.md, and each rule to what it is there to find. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { RULES } from './support/architecture-rules.ts'
import { readSourceTree } from './support/source-tree.ts'

const tree = await readSourceTree(new URL('..', import.meta.url))

test('the source tree was found', () => {
  assert.ok(tree.has('package.json') && tree.has('agent/index.ts') && tree.size > 50)
})

describe('architecture:', () => {
  for (const { sentence, offenders } of RULES) {
    test(sentence, () => assert.deepEqual(offenders(tree), []))
  }
})

describe('a tree that breaks the rule is found out:', () => {
  for (const { sentence, offenders, broken, says } of RULES) {
    test(sentence, () => assert.deepEqual(offenders(new Map(Object.entries(broken))), says))
  }
})
