import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { htmlReport } from '../../../analysis/report/html-report.ts'
import { HOSTILE, hostileRecord } from '../../support/hostile-record.ts'
import { sampleCapture } from '../../support/sample-capture.ts'
import { sampleRun } from '../../support/sample-run.ts'
import { says } from '../../support/view-script.ts'

const files = [{ path: 'record.json', label: 'record.json' }]
const echartsScript = 'const echarts = {}'

describe('the HTML report', () => {
  const run = sampleRun({ agents: 8, durationS: 60, crashes: 4, falseSuspicions: 1 })
  const page = htmlReport({ ...run, echartsScript, files })

  test('says what the run was, how it went, and its numbers', () => {
    assert.ok(page.includes('<h1>8 agents, crash, 1m, preset default</h1>'))
    assert.ok(page.includes('all 4 crashes noticed by every survivor'))
    for (const label of ['RTT p50', 'Probes', 'Timed out', 'False accusations', 'Converged in']) {
      assert.ok(page.includes(`<dt>${label}</dt>`), label)
    }
  })

  test('puts warnings with their advice before the charts', () => {
    const warned = page.indexOf('Healthy members were suspected 1 time')
    assert.ok(warned > 0 && warned < page.indexOf('class="plot"'))
    assert.ok(page.includes('class="advice"'))
  })

  test('has a part for every chart, with words and a table beside it', () => {
    const plots = [
      ...page.matchAll(
        /<div class="plot" data-chart="([^"]+)"[^>]*role="img" aria-label="([^"]+)"/g,
      ),
    ]
    assert.equal(plots.length, 10)
    for (const [, id = '', label = ''] of plots) {
      assert.ok(label.length > 40, id)
      assert.ok(page.includes(`"${id}":{`), `${id} has no option`)
    }
  })

  test('says where the round trip goes, what the floor is, and what made cycles slow', () => {
    assert.ok(page.includes('<h2 id="where-it-goes-title">Where the round trip goes</h2>'))
    assert.match(page, /<dt>RTT p50 over floor<\/dt><dd><div class="value">1\.\d\d ×/)
    assert.match(page, /RTT p50 is 1\.\d\d × the floor of \d\d\.\d\u00a0µs \(/)
    assert.match(page, /<span class="blame">\d\.\d+\u00a0ms (?:in|waking up) /)
    assert.ok(page.includes('<span class="blame">cannot be split: no ack came</span>'))
    assert.ok(page.includes('<dt>garbage collection, protocol thread</dt>'))
  })

  test('says nothing of them where they were not measured', () => {
    const { record } = run
    const slowest = record.slowest.map((cycle) => ({ ...cycle, blame: null }))
    const rtt = { ...record.rtt, segments: null }
    const old = { ...record, rtt, slowest, floor: null, runtime: null }
    const bare = htmlReport({ ...run, record: old, echartsScript, files })
    assert.doesNotMatch(bare, /where-it-goes|cannot be split|the floor|over floor|garbage/)
  })

  test('links to what lies beside it', () => {
    assert.ok(page.includes('<a href="./record.json">record.json</a>'))
    const odd = htmlReport({
      ...run,
      echartsScript,
      files: [{ path: 'javascript:x/a b', label: 'x' }],
    })
    assert.ok(odd.includes('href="./javascript%3Ax/a%20b"'))
  })

  test('asks for nothing from anywhere', () => {
    assert.match(
      page,
      /Content-Security-Policy" content="default-src &#39;none&#39;|content="default-src 'none'/,
    )
    assert.doesNotMatch(page, /(?:src|href)="(?!#|\.\/)/)
    assert.doesNotMatch(page, /url\(|@import/)
  })

  test('does without probes and views', () => {
    const bare = htmlReport({
      record: run.record,
      probes: undefined,
      changes: [],
      echartsScript,
      files: [],
    })
    assert.ok(!bare.includes('data-chart="rtt-over-time"'))
    assert.ok(!bare.includes('id="views"'))
    assert.ok(bare.includes('In figures'))
  })
})

test('a run that a tool watched has a section of system calls, and no other has', () => {
  const run = sampleRun({ agents: 3, durationS: 20 })
  const input = { ...run, echartsScript, files: [] }
  assert.ok(!htmlReport(input).includes('id="syscalls"'))
  const watched = htmlReport({ ...input, syscalls: sampleCapture() })
  assert.match(watched, /<section id="syscalls"[^>]*><h2 id="syscalls-title">System calls<\/h2>/)
  assert.ok(watched.includes('<a href="#syscalls">'))
})

describe('the HTML report of a hostile record', () => {
  const record = hostileRecord()
  const changes = [
    says(HOSTILE, 'b', 'alive', 0),
    says('b', HOSTILE, 'suspect', 1, { why: HOSTILE, by: HOSTILE }),
  ]
  const { probes } = sampleRun({ agents: 4, durationS: 30 })
  const hostileProbes = { ...probes, addresses: probes.addresses.map(() => HOSTILE) }
  const page = htmlReport({
    record,
    probes: hostileProbes,
    changes,
    echartsScript,
    files: [{ path: HOSTILE, label: HOSTILE }],
  })

  test('holds no element that it was not given by the report itself', () => {
    assert.ok(!page.includes('<img'))
    assert.equal((page.match(/<script/g) ?? []).length, 3)
    assert.equal((page.match(/<\/script/g) ?? []).length, 3)
    assert.ok(!page.includes('<!--'))
    // Whatever shows the text at all shows it escaped.
    assert.ok(page.includes('&quot;&gt;&lt;img src=x onerror=hacked()&gt;'))
  })

  test('holds no character that drives a terminal or turns the direction of writing', () => {
    const outsideOfOptions = page.replace(/<script[\s\S]*?<\/script>/g, '')
    for (const character of ['\u202e', '\u001b']) assert.ok(!outsideOfOptions.includes(character))
  })
})
