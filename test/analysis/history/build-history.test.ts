import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  buildHistory,
  type HistoryRequest,
  sampleHistory,
} from '../../../analysis/history/build-history.ts'
import type { History } from '../../../analysis/history/history.ts'
import {
  historyOf,
  metricNamed,
  sampleHistoryRun as run,
  sampleCommits,
  steppedRuns,
} from '../../support/sample-history.ts'

const commits = sampleCommits(30)
const shaOf = (index: number) => commits[index]?.sha ?? ''
const metrics = [metricNamed('rtt.p50')]
const labels = ({ points }: History) => points.map(({ label }) => label)
const codes = ({ warnings }: History) => warnings.map(({ code }) => code)

describe('a history', () => {
  test('stands in the order of the commits, whenever they were measured', () => {
    const history = historyOf({
      runs: [
        run({ sha: shaOf(2), startedAt: '2026-06-01T00:00:00Z' }),
        run({ sha: shaOf(0), startedAt: '2026-06-02T00:00:00Z' }),
        run({ sha: shaOf(1), startedAt: '2026-06-03T00:00:00Z' }),
      ],
    })
    assert.equal(history.order, 'commits')
    assert.deepEqual(labels(history), ['c0000000', 'c0010000', 'c0020000'])
    assert.equal(history.points[1]?.subject, 'change 1')
  })

  test('has the runs of a commit as one point with their median and range', () => {
    const values = [0.0003, 0.0001, 0.0002]
    const history = historyOf({
      runs: values.map((rttP50S, index) => run({ sha: shaOf(0), run: index, rttP50S })),
    })
    assert.deepEqual(history.series[0]?.spreads, [
      { runs: 3, median: 0.0002, low: 0.0001, high: 0.0003, values },
    ])
    assert.deepEqual(history.points[0]?.runs, ['c000-0', 'c000-1', 'c000-2'])
  })

  test('keeps runs with changes apart, right after their commit', () => {
    const history = historyOf({
      runs: [
        run({ sha: shaOf(1) }),
        run({ sha: shaOf(0), dirty: true }),
        run({ sha: shaOf(0), run: 1 }),
      ],
    })
    assert.deepEqual(labels(history), ['c0000000', 'c0000000+', 'c0010000'])
    assert.ok(codes(history).includes('dirty-runs'))
  })

  test('has no value where none was measured', () => {
    const history = historyOf({ runs: [run({ sha: shaOf(0), rttP50S: null })] })
    assert.equal(history.series[0]?.spreads[0]?.runs, 0)
    assert.equal(history.series[0]?.spreads[0]?.median, null)
  })

  test('leaves out, and says so, what is not on the line of commits', () => {
    const history = historyOf({
      runs: [run({ sha: shaOf(0) }), run({ sha: 'f'.repeat(40) }), run({ sha: null })],
    })
    assert.deepEqual(labels(history), ['c0000000'])
    const off = history.warnings.find(({ code }) => code === 'off-line')
    assert.match(off?.message ?? '', /^2 runs left out: .*\(ffffffff, no commit\)$/)
  })

  test('stands in the order of time where no repository knows the commits', () => {
    const runs = [
      run({ sha: 'b'.repeat(40), startedAt: '2026-06-02T00:00:00Z' }),
      run({ sha: 'a'.repeat(40), startedAt: '2026-06-03T00:00:00Z' }),
      run({ sha: 'b'.repeat(40), run: 1, startedAt: '2026-06-04T00:00:00Z' }),
      run({ sha: null, startedAt: '2026-06-01T00:00:00Z' }),
    ]
    for (const known of [undefined, commits]) {
      const history = historyOf({ runs, commits: known })
      assert.equal(history.order, 'time')
      assert.deepEqual(labels(history), ['none-0', 'bbbbbbbb', 'aaaaaaaa'])
      assert.ok(codes(history).includes('ordered-by-time'))
    }
  })

  test('is of the kind of run with the most commits, and names the others', () => {
    const crash = { scenario: 'crash', agents: '4' }
    const runs = [
      run({ sha: shaOf(0), facts: crash, run: 1 }),
      run({ sha: shaOf(0), facts: crash, run: 2 }),
      run({ sha: shaOf(0), facts: crash, run: 3 }),
      run({ sha: shaOf(0) }),
      run({ sha: shaOf(1) }),
    ]
    const history = historyOf({ runs })
    assert.equal(history.circumstances['scenario'], 'steady')
    assert.deepEqual(history.others, [
      {
        runs: 3,
        commits: 1,
        run: 'c000-3',
        differences: [{ name: 'scenario', here: 'steady', there: 'crash' }],
      },
    ])
    assert.equal(historyOf({ runs, like: 'c000-2' }).circumstances['scenario'], 'crash')
  })

  test('begins where it is asked to', () => {
    const runs = [0, 1, 2, 3].map((index) => run({ sha: shaOf(index) }))
    const since = (request: HistoryRequest['since']) => labels(historyOf({ runs, since: request }))
    assert.deepEqual(since({ kind: 'last', commits: 2 }), ['c0020000', 'c0030000'])
    assert.deepEqual(since({ kind: 'commit', sha: shaOf(3) }), ['c0030000'])
    assert.deepEqual(since({ kind: 'date', at: '2026-01-03' }), ['c0020000', 'c0030000'])
  })

  test('counts a commit and its runs with changes as one of the last', () => {
    const runs = [
      run({ sha: shaOf(0) }),
      run({ sha: shaOf(1) }),
      run({ sha: shaOf(1), dirty: true }),
    ]
    const history = historyOf({ runs, since: { kind: 'last', commits: 1 } })
    assert.deepEqual(labels(history), ['c0010000', 'c0010000+'])
  })

  test('is nothing where nothing is left', () => {
    const request = { runs: [run({ sha: shaOf(0) })], metrics, commits }
    const since = { kind: 'date', at: '2027-01-01' } as const
    assert.equal(buildHistory({ ...request, since, like: undefined }), undefined)
    assert.equal(buildHistory({ ...request, since: undefined, like: 'other' }), undefined)
  })

  test('of few commits says that change points need more', () => {
    const history = historyOf({ runs: steppedRuns(commits.slice(0, 19), 10, 2) })
    assert.deepEqual(history.series[0]?.steps, [])
    const told = history.warnings.find(({ code }) => code === 'too-few-for-change-points')
    assert.equal(told?.message, 'change points need 20 clean commits; there are 19')
  })

  test('says where a single run of each commit hides the spread', () => {
    assert.ok(codes(historyOf({ runs: [run({ sha: shaOf(0) })] })).includes('single-runs'))
    assert.ok(!codes(historyOf({ runs: steppedRuns(commits, 99, 1) })).includes('single-runs'))
  })
})

test('plain samples stand in the order in which they were given', () => {
  const runs = [3, 1, 2].map((value, index) => ({
    id: `#${index + 1}`,
    values: { value },
    startedAt: null,
    floorP50S: null,
  }))
  const quantity = { ...metricNamed('rtt.p50'), id: 'value', unit: 'number' as const }
  const history = sampleHistory({ label: 'other', runs }, [quantity], 'three numbers', 2)
  assert.equal(history.order, 'given')
  assert.deepEqual(labels(history), ['#2', '#3'])
  assert.deepEqual(
    history.series[0]?.spreads.map(({ median }) => median),
    [1, 2],
  )
})
