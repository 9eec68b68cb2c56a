import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, type TestContext, test } from 'node:test'
import { configFrom } from '../../../agent/index.ts'
import { takePorts } from '../../../harness/cluster/ports.ts'
import { UserError } from '../../../harness/errors.ts'
import { openTarget, type Target, type TargetRequest } from '../../../harness/target/target.ts'
import { findProgram, runCommand } from '../../../harness/tools/command.ts'
import { startAgent } from '../../support/agent-child.ts'
import { holdSocket } from '../../support/socket-holder.ts'

/** Gives up soon on seeds that do not answer. */
const HASTY = configFrom('default', { joinTimeoutMs: 1000 })
const TARGET = new URL('../../../harness/target/target.ts', import.meta.url).href
const NO_START = { join: [], signal: new AbortController().signal }

/** Opens what has to be there already: nothing may be started for it. */
async function open(t: TestContext, request: TargetRequest): Promise<Target> {
  const target = await openTarget(request, NO_START)
  t.after(() => target[Symbol.asyncDispose]())
  assert.equal(target.isOurs, false)
  return target
}

async function refusal(promise: Promise<unknown>): Promise<UserError> {
  const error = await promise.then(
    () => assert.fail('it was not refused'),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof UserError, String(error))
  assert.notEqual(error.suggestion, undefined)
  return error
}

const NOT_ROOT =
  process.getuid?.() === 0 && findProgram('setpriv') !== undefined
    ? false
    : 'only root can become another user, with setpriv (util-linux)'
const NOBODY = ['--reuid', '65534', '--regid', '65534', '--clear-groups', '--']

/** What a user is told who may see nobody else's processes. */
async function asNobody(request: TargetRequest): Promise<string> {
  const script = `
    const { openTarget } = await import(${JSON.stringify(TARGET)})
    const start = { join: [], signal: new AbortController().signal }
    await openTarget(${JSON.stringify(request)}, start).then(
      ({ pid }) => console.log('found', pid),
      (error) => console.log(error.message + '\\n' + error.suggestion),
    )`
  const node = [process.execPath, '--input-type=module', '-e', script]
  const { stdout, stderr } = await runCommand('setpriv', [...NOBODY, ...node])
  return stdout.trim() || stderr
}

describe('the owner of an address', () => {
  test('is found by UDP and by TCP, by port and by host, in both families', async (t) => {
    for (const protocol of ['udp', 'tcp'] as const) {
      for (const host of ['127.0.0.1', '::1', '0.0.0.0', '::']) {
        const { pid, port } = await holdSocket(t, { protocol, host })
        const isV6 = host.includes(':')
        const named = isV6 ? `[::1]:${port}` : `127.0.0.1:${port}`
        for (const address of [`:${port}`, named]) {
          const target = await open(t, { address })
          assert.deepEqual([target.pid, target.address], [pid, named], `${protocol} ${host}`)
        }
      }
    }
  })

  test('is told with its command, its threads and whether it lives', async (t) => {
    const { pid, port, child } = await holdSocket(t)
    const target = await open(t, { address: `:${port}` })
    assert.match(target.command, /node.* -e /)
    assert.ok(target.threads().some(({ tid, name }) => tid === pid && name !== ''))
    assert.ok(target.threads().length > 1)
    assert.equal(target.isAlive(), true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.equal(target.isAlive(), false)
    assert.deepEqual(target.threads(), [])
  })

  test('lives on when the target is disposed of', async (t) => {
    const { port, child } = await holdSocket(t)
    const target = await openTarget({ address: `:${port}` }, NO_START)
    await target[Symbol.asyncDispose]()
    assert.equal(target.isAlive(), true)
    assert.equal(child.exitCode, null)
  })

  test('on that very address comes before one that listens everywhere', async (t) => {
    const everywhere = await holdSocket(t, { host: '0.0.0.0', reusePort: true })
    const { port } = everywhere
    const exact = await holdSocket(t, { host: '127.0.0.2', port, reusePort: true })
    assert.equal((await open(t, { address: `127.0.0.2:${port}` })).pid, exact.pid)
    assert.equal((await open(t, { address: `127.0.0.1:${port}` })).pid, everywhere.pid)
  })

  test('of another user is one clear error, by its address and by its pid', {
    skip: NOT_ROOT,
  }, async (t) => {
    const { pid, port } = await holdSocket(t)
    const byAddress = await asNobody({ address: `:${port}` })
    assert.match(byAddress, /^127\.0\.0\.1:\d+ \(udp\) is bound by a process of user 0 that/)
    assert.match(byAddress, /\nRun this as that user or as root \(sudo\)\.$/)
    const byPid = await asNobody({ pid })
    assert.match(byPid, /^no permission to look into process \d+, which belongs to user 0\n/)
  })
})

describe('several owners', () => {
  test('of one port are named, and --pid chooses', async (t) => {
    const one = await holdSocket(t, { reusePort: true })
    const other = await holdSocket(t, { port: one.port, reusePort: true })
    const address = `127.0.0.1:${one.port}`
    const { message, suggestion } = await refusal(open(t, { address }))
    assert.match(message, new RegExp(`is bound by 2 processes: .*pid ${one.pid} .*udp ${address}`))
    assert.match(message, new RegExp(`pid ${other.pid} `))
    assert.match(suggestion ?? '', /--pid \d+/)
    const target = await open(t, { address, pid: other.pid })
    assert.deepEqual([target.pid, target.address], [other.pid, address])
  })

  test('of UDP and TCP are several', async (t) => {
    const datagrams = await holdSocket(t)
    await holdSocket(t, { protocol: 'tcp', port: datagrams.port })
    const { message } = await refusal(open(t, { address: `:${datagrams.port}` }))
    assert.match(message, /udp 127\.0\.0\.1:\d+.*tcp 127\.0\.0\.1:\d+|tcp .*udp /)
  })

  test('on different addresses are told apart by the address', async (t) => {
    const one = await holdSocket(t, { host: '127.0.0.1' })
    const other = await holdSocket(t, { host: '127.0.0.2', port: one.port })
    const { message } = await refusal(open(t, { address: `:${one.port}` }))
    assert.match(message, /^port \d+ is bound by 2 processes/)
    const { pid } = await open(t, { address: `127.0.0.2:${one.port}` })
    assert.equal(pid, other.pid)
  })
})

describe('a process by its id', () => {
  test('is told with the address that it is bound to', async (t) => {
    const { pid, port } = await holdSocket(t)
    assert.equal((await open(t, { pid })).address, `127.0.0.1:${port}`)
  })

  test('may be named by one of its threads', async (t) => {
    const { pid } = await holdSocket(t)
    const { threads } = await open(t, { pid })
    const other = threads().find(({ tid }) => tid !== pid)
    assert.equal((await open(t, { pid: other?.tid ?? 0 })).pid, pid)
  })

  test('has to be bound to the address, where both are given', async (t) => {
    const { pid, port } = await holdSocket(t)
    const { message, suggestion } = await refusal(open(t, { pid, address: ':1' }))
    assert.match(message, /^process \d+ is not bound to port 1$/)
    assert.match(suggestion ?? '', new RegExp(`bound to 127\\.0\\.0\\.1:${port}`))
  })

  test('that is gone is refused, and nothing is started for it', async (t) => {
    const { pid, child } = await holdSocket(t)
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.match((await refusal(open(t, { pid }))).message, /^there is no process \d+$/)
  })

  test('that has ended and still has its entry is refused', async (t) => {
    // The parent's event loop stands still, so that it never takes notice of its child's end.
    const script = `
      const { pid } = require('node:child_process').spawn('true')
      require('node:fs').writeSync(1, pid + '\\n')
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`
    const parent = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] })
    t.after(() => parent.kill('SIGKILL'))
    const [pid] = await once(createInterface({ input: parent.stdout }), 'line')
    const isZombie = async () => {
      const { message } = await refusal(openTarget({ pid: Number(pid) }, NO_START)).catch(() => ({
        message: '',
      }))
      return /has ended already/.test(message)
    }
    while (!(await isZombie())) await new Promise((resolve) => setImmediate(resolve))
  })
})

test('what is no address is refused, with how one is written', async (t) => {
  for (const address of [
    '9000',
    ':0',
    ':65536',
    'localhost:9000',
    '127.0.0.1',
    '',
    ':9000\u001b[2J',
  ]) {
    const { message, suggestion, exitCode } = await refusal(open(t, { address }))
    assert.match(message, /is no address$/)
    assert.ok(!message.includes('\u001b'))
    assert.match(suggestion ?? '', /:9000/)
    assert.equal(exitCode, 2)
  }
  assert.equal((await refusal(open(t, {}))).exitCode, 2)
})

describe('where nothing is bound', () => {
  test('an agent of ours is started, and ends with the target', async () => {
    const [port] = await takePorts('127.0.0.1', 0, 1)
    const target = await openTarget({ address: `:${port}` }, NO_START)
    try {
      assert.deepEqual([target.isOurs, target.address], [true, `127.0.0.1:${port}`])
      assert.ok(target.threads().length > 1)
      assert.equal((await target.agent?.report())?.counters.probesSent, 0)
    } finally {
      await target[Symbol.asyncDispose]()
    }
    assert.equal(target.isAlive(), false)
  })

  test('it joins whom it is told to, and what it says can be read', async (t) => {
    const seed = startAgent(t)
    const [member = ''] = await seed.addresses()
    const [port] = await takePorts('127.0.0.1', 0, 1)
    const start = { ...NO_START, join: [member], reportMs: 100 }
    await using target = await openTarget({ address: `:${port}` }, start)
    const acked = Promise.withResolvers<number | null | undefined>()
    const lines: string[] = []
    target.agent?.listen({
      line: (text) => lines.push(text),
      event(event) {
        if (event.event === 'probes') acked.resolve(event.rows[0]?.[4])
      },
    })
    assert.equal(typeof (await acked.promise), 'number')
    assert.ok(lines.some((line) => line.includes('"event":"probes"')))
  })

  test('a seed that is not there is one clear error, and no process is left', async () => {
    const [port, nobody] = await takePorts('127.0.0.1', 0, 2)
    const start = { ...NO_START, join: [`127.0.0.1:${nobody}`], protocol: HASTY }
    const { message } = await refusal(openTarget({ address: `:${port}` }, start))
    assert.match(message, /ended at once \(exit code 1: .*no seed answered/)
  })

  test('an interruption while it starts ends it', async () => {
    const [port] = await takePorts('127.0.0.1', 0, 1)
    const interruption = new AbortController()
    const opening = openTarget({ address: `:${port}` }, { join: [], signal: interruption.signal })
    setImmediate(() => interruption.abort())
    await assert.rejects(opening, { name: 'UserError', exitCode: 130 })
  })

  test('an address that is not of this machine is one clear error', async () => {
    const { message } = await refusal(openTarget({ address: '192.0.2.1:9000' }, NO_START))
    assert.match(message, /192\.0\.2\.1/)
    assert.match(message, /is it an address of this machine\?/)
  })
})

test('--join is refused where somebody is bound already', async (t) => {
  const { pid, port } = await holdSocket(t)
  const start = { ...NO_START, join: ['127.0.0.1:1'] }
  for (const request of [{ address: `:${port}` }, { pid }]) {
    const { message, exitCode } = await refusal(openTarget(request, start))
    assert.equal(message, `--join is for an agent of ours, and process ${pid} runs already`)
    assert.equal(exitCode, 2)
  }
})
