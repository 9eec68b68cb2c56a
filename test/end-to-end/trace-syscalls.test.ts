/**
 * `trace-syscalls` against real agents in a real cluster: what each tool sees of a member, what being
 * watched does to it, and that nobody stays stopped, traced or running who should not.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { configFrom } from '../../agent/index.ts'
import { parseCaptureRecord } from '../../analysis/index.ts'
import { Cluster } from '../../harness/cluster/cluster.ts'
import { NETWORK_CALLS } from '../../harness/tools/call-filter.ts'
import { TOOLS } from '../../harness/tools/registry.ts'
import type { ToolName } from '../../harness/tools/tool.ts'
import { analyzeFiles } from '../../harness/tracing/analyze-files.ts'
import type { SyscallCapture } from '../../harness/tracing/capture-view.ts'
import { recordTrace, type TraceOptions } from '../../harness/tracing/record-trace.ts'
import { startChatting } from '../support/chatting-process.ts'
import { cli } from '../support/cli.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { toolMissing } from '../support/tool-missing.ts'

const TOOL_NAMES: readonly ToolName[] = ['bpftrace', 'perf', 'strace']
const missing = new Map<ToolName, string | false>()
for (const name of TOOL_NAMES) missing.set(name, await toolMissing(name))
const straceMissing = missing.get('strace')
const { signal } = new AbortController()
const silent = { progress() {}, note() {} }

function options(base: string, some: Partial<TraceOptions>): TraceOptions {
  return {
    request: {},
    join: [],
    tool: 'strace',
    calls: NETWORK_CALLS,
    filterText: 'network',
    durationMs: 2000,
    hasControl: false,
    resultsDir: join(base, 'results'),
    tracesDir: join(base, 'traces'),
    signal,
    ...some,
  }
}

/** Three agents that probe ten times a second, and who of them was ever declared dead. */
async function startCluster(): Promise<{ readonly cluster: Cluster; readonly dead: string[] }> {
  const dead: string[] = []
  const cluster = await Cluster.start(
    {
      name: 'swimbench',
      nodes: 3,
      agentsPerProcess: 1,
      basePort: 0,
      protocol: configFrom('default', { probeIntervalMs: 100 }),
      seed: 1,
      spans: false,
      transport: 'auto',
      environment: {},
      signal,
    },
    {
      line() {},
      event(_, event) {
        if (event.event === 'member' && event.state === 'dead') dead.push(event.peer)
      },
      ended() {},
    },
  )
  await cluster.until(() => cluster.convergedAtNs !== undefined, 20_000, signal)
  return { cluster, dead }
}

/** Neither stopped nor traced. */
function assertFree(pid: number): void {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  assert.doesNotMatch(status, /^State:\s+[Tt]/m)
  assert.match(status, /^TracerPid:\s+0$/m)
}

for (const tool of TOOL_NAMES) {
  test(`${tool}: a member is watched for ten seconds, and stays one`, {
    skip: missing.get(tool) ?? false,
  }, async (context) => {
    await using base = await temporaryFolder()
    const { cluster, dead } = await startCluster()
    await using _ = cluster
    const [address = ''] = cluster.addresses
    const [pid = 0] = cluster.pids
    const wanted = { request: { address }, tool, durationMs: 10_000 }
    const { record, folders } = await recordTrace(options(base.path, wanted), silent)
    assertFree(pid)
    holdRecord(record, { tool, address, pid })
    holdCalls(record, tool, context)
    const stored = parseCaptureRecord(readFileSync(join(folders.results, 'capture.json'), 'utf8'))
    assert.ok(stored.ok && stored.record.kind === 'syscalls')
    assert.deepEqual(stored.record, JSON.parse(JSON.stringify(record)))
    const again = await analyzeFiles([join(folders.traces, TOOLS[tool].captureName)])
    assert.deepEqual(again.report.bySyscall, record.syscalls.bySyscall)
    // What strace does to a member is told; the others do nothing.
    if (tool !== 'strace') assert.deepEqual(dead, [])
    else if (dead.includes(address)) {
      assert.ok(record.warnings.some(({ code }) => code === 'member-doubted'))
    }
  })
}

function holdRecord(
  { outcome, tool, target, durationS, files }: SyscallCapture,
  wanted: { readonly tool: ToolName; readonly address: string; readonly pid: number },
): void {
  assert.equal(outcome, 'complete')
  assert.equal(tool.name, wanted.tool)
  assert.deepEqual(
    [target.pid, target.address, target.startedByUs],
    [wanted.pid, wanted.address, false],
  )
  assert.ok(durationS >= 9.9 && durationS < 15)
  assert.ok(files.includes(TOOLS[wanted.tool].captureName))
}

/** Every line is accounted for, and there is a round trip for nearly every probe. */
function holdCalls(
  { syscalls, warnings }: SyscallCapture,
  tool: ToolName,
  context: TestContext,
): void {
  const { lines, protocol, calls } = syscalls
  assert.ok(lines !== null && calls > 500, `${calls} calls`)
  const { lines: all, unrecognized, ...kinds } = lines
  assert.equal(unrecognized, 0, JSON.stringify(syscalls.unrecognized))
  assert.equal(
    Object.values(kinds).reduce((sum, count) => sum + count, 0),
    all,
  )
  assert.equal(lines.calls, calls)
  assert.equal(syscalls.inOrder, true)
  if (tool === 'perf') {
    // It shows no bytes, and says nothing of what it does not know.
    assert.equal(protocol, null)
    assert.ok(warnings.some(({ code }) => code === 'no-datagrams'))
    return
  }
  assert.ok(protocol !== null)
  const { cycles } = protocol
  context.diagnostic(
    `${cycles.pings} pings, RTT p50 ${((cycles.rtt.p50S ?? 0) * 1e6).toFixed(0)} µs`,
  )
  assert.ok(cycles.pings >= 50, `${cycles.pings} pings`)
  assert.ok(cycles.answered >= 0.9 * cycles.pings, `${cycles.answered} answered`)
  assert.ok((cycles.rtt.p50S ?? 1) < 0.1)
  assert.ok((cycles.callsPerCycle ?? 0) >= 2)
  assert.ok(syscalls.peers.length >= 2)
}

describe('a capture', { skip: straceMissing || false }, () => {
  test('of an agent that was started for it knows what it told, and what watching cost', async () => {
    await using base = await temporaryFolder()
    const { cluster } = await startCluster()
    await using _ = cluster
    const [seed = ''] = cluster.addresses
    // Where an agent of the cluster was that has left.
    const gone = cluster.addresses[2] ?? ''
    const [, , pid = 0] = cluster.pids
    await cluster.kill(2)
    assert.throws(() => process.kill(pid, 0))
    const { code, stdout, stderr } = await cli([
      ...['trace-syscalls', gone, '--join', seed, '--tool', 'strace', '--duration', '8s'],
      ...['--filter', 'all', '--json', '--out', base.path],
    ])
    assert.equal(code, 0, stderr)
    assert.match(stderr, /Nothing was bound there: started an agent, pid \d+\./)
    const record = JSON.parse(stdout) as SyscallCapture
    assert.equal(record.target.startedByUs, true)
    assert.throws(() => process.kill(record.target.pid, 0), { code: 'ESRCH' })
    const { cost, syscalls } = record
    assert.ok((cost?.cpuCores.control ?? -1) >= 0 && (cost?.cpuCores.watched ?? -1) >= 0)
    assert.ok((cost?.rttSamples.control ?? 0) > 0 && (cost?.rttSamples.watched ?? 0) > 0)
    assert.match(cost?.rttSource ?? '', /^reported by the agent on /)
    assert.ok((syscalls.protocol?.cycles.reported?.joined ?? 0) > 0)
    assert.ok(syscalls.threads.some(({ name }) => name === 'protocol'))
  })

  test('of a process that ends meanwhile goes as far as it does', async () => {
    await using base = await temporaryFolder()
    const { process: chatting } = await startChatting()
    await using _ = chatting
    setTimeout(() => chatting.signal('SIGKILL'), 1500)
    const wanted = { request: { pid: chatting.pid }, durationMs: 20_000 }
    const { record } = await recordTrace(options(base.path, wanted), silent)
    assert.equal(record.outcome, 'target-ended')
    assert.ok(record.durationS < 15)
    assert.ok(record.syscalls.calls > 0)
    assert.equal(record.syscalls.lines?.unrecognized, 0)
    assert.deepEqual(
      record.warnings.map(({ code }) => code).filter((code) => code.startsWith('target')),
      ['target-ended'],
    )
    assert.ok(record.warnings.every(({ code }) => code !== 'capture-incomplete'))
  })

  test('of another protocol is not taken for one of ours', async () => {
    await using base = await temporaryFolder()
    const { process: chatting } = await startChatting()
    await using _ = chatting
    const { record } = await recordTrace(
      options(base.path, { request: { pid: chatting.pid } }),
      silent,
    )
    assert.equal(record.syscalls.protocol, null)
    assert.ok(record.syscalls.sent.datagrams > 0)
  })

  test('that is interrupted is analysed, and lets go', async () => {
    await using base = await temporaryFolder()
    const { process: chatting, chat } = await startChatting()
    await using _ = chatting
    let isTold = false
    const args = ['trace-syscalls', '--pid', String(chatting.pid), '--tool', 'strace']
    const { code, stdout, stderr } = await cli(
      [...args, '--no-control', '--duration', '1h', '--out', base.path],
      {
        onOutput: ({ stderr: soFar }, kill) => {
          if (isTold || !/^watching/m.test(soFar)) return
          isTold = true
          setTimeout(() => kill('SIGINT'), 700)
        },
      },
    )
    assert.equal(code, 130, stderr)
    assert.match(stderr, /Stopping; what was seen is kept\./)
    assert.match(stdout, /^System calls of /)
    assert.match(stdout, /, interrupted/)
    assert.match(stdout, /sendmsg/)
    assertFree(chatting.pid)
    await chat()
  })

  test('stands beside another, and can be analysed again', async () => {
    await using base = await temporaryFolder()
    const { process: chatting } = await startChatting()
    await using _ = chatting
    const wanted = { request: { pid: chatting.pid }, durationMs: 1000 }
    const one = await recordTrace(options(base.path, wanted), silent)
    const other = await recordTrace(options(base.path, { ...wanted, calls: undefined }), silent)
    const diff = await cli([
      ...['trace-syscalls', 'diff', one.record.id, other.folders.results, '--out', base.path],
    ])
    assert.equal(diff.code, 0, diff.stderr)
    assert.match(diff.stdout, new RegExp(`^A {2}${one.record.id}\nB {2}${other.record.id}\n`))
    assert.match(diff.stdout, /^ {2}sendmsg +[\d.]+ +[\d.]+/m)
    const raw = join(one.folders.traces, 'strace.txt')
    const analyzed = await cli(['analyze-trace', '-', '--json'], {
      stdin: readFileSync(raw, 'utf8'),
    })
    assert.equal(analyzed.code, 0, analyzed.stderr)
    const { tool, syscalls } = JSON.parse(analyzed.stdout)
    assert.deepEqual([tool, syscalls.calls], ['strace', one.record.syscalls.calls])
    const listed = await cli(['runs', '--out', base.path])
    assert.ok(listed.stdout.includes(one.record.id), listed.stdout)
    const report = await cli(['report', one.record.id, '--out', base.path])
    assert.match(report.stdout, /System calls of /)
  })
})

describe('trace-syscalls asked wrongly', () => {
  for (const [what, args, message] of [
    ['an address that is none', ['nonsense'], /"nonsense" is no address/],
    [
      'a call that is none',
      [':9000', '--filter', 'sendtoo'],
      /no system call "sendtoo"[\s\S]*sendto\?/,
    ],
    ['a tool that is none', [':9000', '--tool', 'gdb'], /--tool knows no "gdb"/],
    ['no time at all', [':9000', '--duration', '0s'], /--duration must be above zero/],
    ['neither address nor process', [], /there is nothing to look at/],
    ['a process that is none', ['--pid', '4194303'], /there is no process 4194303/],
    ['a comparison with one side', ['diff', 'x'], /[Mm]issing 1 required arg/],
  ] as const) {
    test(`with ${what} says so at once`, async () => {
      await using base = await temporaryFolder()
      const { code, stderr } = await cli(['trace-syscalls', ...args, '--out', base.path])
      assert.ok(code === 2 || code === 1, stderr)
      assert.match(stderr, message)
    })
  }
})
