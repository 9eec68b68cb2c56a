import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffMarkdown } from '../../../analysis/flamegraph/diff-markdown.ts'
import { diffProfiles } from '../../../analysis/flamegraph/diff-profiles.ts'
import { profileFrom } from '../../support/arbitrary-profile.ts'

test('the list says what grew, what shrank, and what chance may have done', () => {
  const result = diffProfiles(
    profileFrom(
      { 'main;f@agent/wire/codec.ts': 500, 'main;g': 450, 'main;h': 50 },
      { title: 'before' },
    ),
    profileFrom(
      { 'main;f@agent/wire/codec.ts': 400, 'main;g': 550, 'main;h': 50 },
      { title: 'after' },
    ),
    { title: 'before and after' },
  )
  assert.ok(result.ok)
  const text = diffMarkdown(result.diff)
  assert.match(text, /- before: before: 1.00 s busy in 1.00 s, 1,000 samples/)
  assert.match(
    text,
    /### Grew[^#]*\| `g` \| {2}\| 45.0 % \| 55.0 % \| \+10.0 % \| 45.0 % \| 55.0 % \| beyond sampling error \|\n\n### Shrank/,
  )
  assert.match(
    text,
    /### Shrank[^#]*`f` \| `agent\/wire\/codec.ts` \| 50.0 % \| 40.0 % \| −10.0 % /,
  )
  assert.doesNotMatch(text, /`h`/)
  assert.match(text, /Two runs of the same build differ by more/)
})
