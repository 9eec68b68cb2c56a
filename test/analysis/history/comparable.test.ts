import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { differences, groupComparable } from '../../../analysis/history/comparable.ts'

const run = (id: string, facts: Readonly<Record<string, string>>) => ({
  id,
  circumstances: new Map(Object.entries(facts)),
})
const ids = (groups: readonly (readonly { readonly id: string }[])[]) =>
  groups.map((group) => group.map(({ id }) => id))

describe('comparable runs', () => {
  test('are alike in everything that is said of them', () => {
    const groups = groupComparable([
      run('a', { scenario: 'steady', agents: '4' }),
      run('b', { scenario: 'crash', agents: '4' }),
      run('c', { agents: '4', scenario: 'steady' }),
    ])
    assert.deepEqual(ids(groups), [['a', 'c'], ['b']])
  })

  test('include an older one that knows nothing of a newer setting', () => {
    const groups = groupComparable([
      run('old', { scenario: 'steady' }),
      run('new', { scenario: 'steady', buddy: 'yes' }),
    ])
    assert.deepEqual(ids(groups), [['old', 'new']])
  })

  test('do not, where that one could be of either kind', () => {
    const groups = groupComparable([
      run('old', { scenario: 'steady' }),
      run('with', { scenario: 'steady', buddy: 'yes' }),
      run('older', { scenario: 'steady' }),
      run('without', { scenario: 'steady', buddy: 'no' }),
    ])
    assert.deepEqual(ids(groups).sort(), [['old', 'older'], ['with'], ['without']])
  })

  test('are each in one group, and none contradicts another of its group', () => {
    const facts = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.constantFrom('1', '2'))
    fc.assert(
      fc.property(fc.array(facts), (all) => {
        const runs = all.map((one, index) => run(String(index), one))
        const groups = groupComparable(runs)
        assert.deepEqual(
          groups
            .flat()
            .map(({ id }) => Number(id))
            .sort((a, b) => a - b),
          runs.map((_, index) => index),
        )
        for (const group of groups) {
          const pairs = group.flatMap((one) => group.map((other) => [one, other] as const))
          for (const [one, other] of pairs) {
            const told = differences(one.circumstances, other.circumstances)
            assert.ok(told.every(({ here, there }) => here === null || there === null))
          }
        }
      }),
    )
  })
})

test('differences name what either side says', () => {
  assert.deepEqual(
    differences(
      new Map([
        ['agents', '4'],
        ['tool', 'none'],
      ]),
      new Map([
        ['agents', '6'],
        ['tool', 'none'],
        ['buddy', 'no'],
      ]),
    ),
    [
      { name: 'agents', here: '4', there: '6' },
      { name: 'buddy', here: null, there: 'no' },
    ],
  )
})
