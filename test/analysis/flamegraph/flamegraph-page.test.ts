import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { flamegraphPage } from '../../../analysis/flamegraph/flamegraph-page.ts'
import { arbitraryProfile, profileFrom } from '../../support/arbitrary-profile.ts'
import { HOSTILE } from '../../support/hostile-record.ts'

test('the page has nothing of the profile’s outside of escaped text and escaped JSON', () => {
  const profile = profileFrom({
    [`${HOSTILE.replaceAll(/[;@]/g, '')};f${HOSTILE.replaceAll(/[;@]/g, '')}@</script>`]: 3,
  })
  const page = flamegraphPage({
    title: HOSTILE,
    profiles: [profile],
    facts: [{ label: HOSTILE, value: HOSTILE }],
    warnings: [HOSTILE],
  })
  assert.equal(page.match(/<script/g)?.length, 2)
  assert.equal(page.match(/<\/script>/g)?.length, 2)
  assert.ok(!page.includes('<img'))
  assert.ok(!/\p{Cc}/u.test(page.replaceAll('\n', '')), 'control characters are spelt out')
  const json = /<script type="application\/json" id="profiles">(.*)<\/script>/.exec(page)?.[1]
  assert.ok(json !== undefined && !json.includes('<'))
  assert.ok(JSON.parse(json).views[0].frames[0].name.includes('</script>'))
})

test('the page fetches nothing', () => {
  const page = flamegraphPage({ title: 'x', profiles: [profileFrom({ 'main;f': 1 })] })
  assert.ok(page.includes('content="default-src &#39;none&#39;'))
  assert.ok(!/\b(?:src|href)="(?!#)/.test(page))
})

test('the page tells what is known of any profile, or of none', () => {
  fc.assert(
    fc.property(arbitraryProfile(), (profile) => {
      assert.ok(flamegraphPage({ title: 'x', profiles: [profile] }).endsWith('</html>\n'))
    }),
    { numRuns: 30 },
  )
  assert.ok(flamegraphPage({ title: 'x', profiles: [] }).includes('Nothing was seen'))
})
