/** `swimbench flamegraph` as a user runs it, up to the page in a browser. */
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { parseCaptureRecord } from '../../analysis/index.ts'
import { BACKENDS } from '../../harness/profiling/backends.ts'
import type { ProfileRecord } from '../../harness/profiling/record-profile.ts'
import { startAgent } from '../support/agent-child.ts'
import { CHROMIUM_MISSING, launchChromium } from '../support/chromium.ts'
import { cli } from '../support/cli.ts'
import { backendMissing } from '../support/profiled-agent.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Many datagrams, so that what handles them is surely seen. */
const SHORT = ['flamegraph', '--duration', '3s', '--nodes', '2', '--probe-interval', '1ms']

async function record(args: readonly string[]): Promise<ProfileRecord> {
  const { code, stdout, stderr } = await cli([...args, '--json'])
  assert.equal(code, 0, stderr)
  const parsed = parseCaptureRecord(stdout)
  assert.ok(parsed.ok, stdout)
  assert.equal(parsed.record.kind, 'flamegraph')
  return parsed.record as ProfileRecord
}

/** A running member and its seed, neither started for being profiled. */
async function startPair(t: TestContext) {
  const seed = startAgent(t)
  const seeds = await seed.addresses()
  const member = startAgent(t, { seeds, knobs: { probeIntervalMs: 5, probeTimeoutMs: 4 } })
  const [address = ''] = await member.addresses()
  return { seed, member, address }
}

for (const [name, backend] of Object.entries(BACKENDS)) {
  describe(`a flame graph made with ${name}`, { skip: await backendMissing(backend) }, () => {
    test('of a cluster of ours opens in a browser with the protocol by name', async (t) => {
      await using out = await temporaryFolder()
      const { id, profile, files, target, cost } = await record([
        ...SHORT,
        ...['--backend', name, '--out', out.path],
      ])
      const [view] = profile.views
      assert.match(view?.threads[view.shown ?? -1]?.name ?? '', /protocol/)
      assert.ok(view?.functions.some(({ file }) => file.startsWith('agent/protocol/')))
      assert.ok(view?.functions.some(({ file }) => file.startsWith('agent/transport/')))
      for (const file of files) assert.ok(existsSync(join(out.path, 'traces', id, file)), file)
      const kind = view?.kind ?? ''
      for (const file of [`${kind}.folded`, `${kind}.pb.gz`, 'profile.speedscope.json']) {
        assert.ok(files.includes(file), file)
      }
      assert.equal(target.startedByUs, true)
      assert.equal(cost === null, !backend.attaches)
      assert.ok(!existsSync(`/proc/${target.pid}`), 'the agent is gone')
      assert.ok(!existsSync(`/tmp/perf-${target.pid}.map`))
      if (CHROMIUM_MISSING !== false) return t.diagnostic(CHROMIUM_MISSING)
      await using browser = await launchChromium()
      const page = await browser.newPage()
      await page.goto(pathToFileURL(join(out.path, 'results', id, 'flamegraph.html')).href)
      const text = await page.locator('body').innerText()
      assert.match(text, /agent\/protocol\/[\w-]+\.ts/)
      assert.match(text, /agent\/transport\/[\w/-]+\.ts/)
    })
  })
}

describe('swimbench flamegraph', () => {
  test('attaches to a member that runs, and leaves it as it was', async (t) => {
    await using out = await temporaryFolder()
    const { member, seed, address } = await startPair(t)
    const { target, outcome, profile } = await record([
      ...['flamegraph', address, '--duration', '1s', '--out', out.path],
    ])
    assert.deepEqual([target.pid, target.startedByUs], [member.pid, false])
    assert.equal(outcome, 'complete')
    assert.ok(profile.views[0]?.functions.some(({ layer }) => layer === 'transport'))
    member.command({ command: 'report' })
    const { length } = member.of('stats')
    const stats = await member.until('stats', () => true, length + 1)
    assert.equal(stats.at(-1)?.members.alive, 2)
    assert.deepEqual(
      seed.of('member').filter(({ state }) => state === 'dead'),
      [],
    )
  })

  test('starts an agent where nobody is bound, and compares two captures of it', async (t) => {
    await using out = await temporaryFolder()
    const seed = startAgent(t)
    const [join1 = ''] = await seed.addresses()
    const at = (Number(join1.split(':').at(-1)) % 20_000) + 11_000
    const args = [
      ...['flamegraph', `:${at}`, '--join', join1, '--probe-interval', '5ms'],
      ...['--duration', '1s', '--no-control', '--out', out.path],
    ]
    const before = await record(args)
    const after = await record(args)
    assert.equal(before.target.address, `127.0.0.1:${at}`)
    assert.deepEqual(before.cost?.cpuCores.control, null)
    const to = join(out.path, 'diff')
    const diff = ['flamegraph', 'diff', before.id, after.id, '--out', out.path, '--to', to]
    const { code, stdout, stderr } = await cli(diff)
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^By the clock {2}shares of what did not wait$/m)
    assert.deepEqual(readdirSync(to).sort(), ['flamegraph-diff.html', 'flamegraph-diff.md'])
  })

  test('keeps what was seen until Ctrl-C, and ends with 130', async () => {
    await using out = await temporaryFolder()
    const args = ['flamegraph', '--duration', '5m', '--nodes', '2', '--no-control']
    let isSent = false
    const { code, stdout, stderr } = await cli([...args, '--out', out.path], {
      onOutput: (soFar, kill) => {
        if (isSent || !/^profiling for 5m$/m.test(soFar.stderr)) return
        isSent = true
        setTimeout(() => kill('SIGINT'), 1000)
      },
    })
    assert.equal(code, 130, stderr)
    assert.match(stdout, /interrupted/)
    assert.match(stdout, /flame graph +\S+flamegraph\.html/)
  })

  for (const [what, args, message] of [
    ['0x to attach', ['--backend', '0x', '--pid', String(process.pid)], /0x cannot attach/],
    ['V8 to see waiting', ['--off-cpu'], /inspector does not see what a thread waits for/],
    ['0x another rate', ['--backend', '0x', '--frequency', '99'], /always samples 1000 times/],
  ] as const) {
    test(`does not ask ${what}`, async () => {
      await using out = await temporaryFolder()
      const { code, stderr } = await cli(['flamegraph', ...args, '--out', out.path])
      assert.equal(code, 2, stderr)
      assert.match(stderr, message)
      assert.deepEqual(
        existsSync(join(out.path, 'results')) ? readdirSync(join(out.path, 'results')) : [],
        [],
      )
    })
  }
})
