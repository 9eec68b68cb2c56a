import assert from 'node:assert/strict'
import { test } from 'node:test'
import { perfStatMarkdown } from '../../../analysis/perf-stat/markdown.ts'
import { samplePerfStat } from '../../support/sample-perf-stat.ts'

test('what perf counted, for a pull request', () => {
  const text = perfStatMarkdown(samplePerfStat())
  assert.match(text, /^## swimbench perf-stat: 127\.0\.0\.1:9000$/m)
  assert.match(text, /^\| context switches \| 22 \| 4\.40 \| 4\.40 \| {2}\|$/m)
  assert.match(text, /^- Not supported by this machine: cache misses$/m)
  assert.match(text, /^\| protocol \\\(51\\\) \| 4\.50 ms \| 20 \| {2}\| 0 \|$/m)
  assert.match(text, /^1 thread never ran$/m)
})

test('nothing foreign gets out of its place', () => {
  const hostile = samplePerfStat()
  const [thread] = hostile.perfStat.threads
  const text = perfStatMarkdown({
    ...hostile,
    target: { ...hostile.target, command: 'a`b\n# c <script>' },
    perfStat: {
      ...hostile.perfStat,
      threads: [{ ...thread, name: '| <b>x', tid: 1, counters: [] }],
    },
  })
  assert.ok(!/^# c/m.test(text))
  assert.ok(!text.includes('| <b>x'))
})
