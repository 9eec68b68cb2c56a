/**
 * What strace really writes, of programs of several kinds and with many options: every line is known,
 * and the calls are as many as strace counted, and as a count by other means finds.
 */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { readCapture } from '../../harness/tracing/read-capture.ts'
import { accounted, type ParsedCapture, parseStrace } from '../support/parse-strace.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { toolMissing } from '../support/tool-missing.ts'

/** Forks, execs, pipes, signals that stop, go on, interrupt and kill; says nothing itself on stderr. */
const SHELL = [
  'sh',
  '-c',
  `for word in one two; do echo $word | cat | wc -c & done; wait
  sleep 5 & kill -STOP $!; kill -CONT $!; kill $!; wait
  trap 'exit 3' USR1; (sleep 0.1; kill -USR1 $$) & wait
  exit 0`,
]
/** Datagrams between threads. */
const THREADS = `
  const { Worker, isMainThread } = require('node:worker_threads')
  const { createSocket } = require('node:dgram')
  if (isMainThread) for (let thread = 0; thread < 2; thread++) new Worker(PROGRAM, { eval: true })
  else {
    const [a, b] = [createSocket('udp4'), createSocket('udp4')]
    let left = 50
    const ask = () => left-- > 0 ? a.send(Buffer.from([0, 255, left]), b.address().port, '127.0.0.1') : [a, b].forEach((one) => one.close())
    b.on('message', (ping, from) => b.send(ping, from.port, from.address))
    a.on('message', ask)
    b.bind(0, '127.0.0.1', () => a.bind(0, '127.0.0.1', ask))
  }`

const STRACE = 'strace'
const straceGone = await toolMissing('strace')

describe('strace', { skip: straceGone, concurrency: 1 }, () => {
  for (const options of [
    '-f',
    '-f -t',
    '-f -tt -T -y',
    '-f -ttt -T -yy -x',
    '-f -ttt -T -C',
    '-f -r -T -xx -s 2000',
    '-f -t -r -n',
    '-f -i -v',
    '-f -k',
    '-f -Y --absolute-timestamps=unix,ns --syscall-times=ns',
    '-f -q -X verbose',
    '-f -e trace=%process,%network,read,write -e read=all -e write=all',
    '-c -f',
    '-z -f',
    '-Z -f -tt',
    '-f -e inject=getppid:error=EIO:delay_exit=50 -T',
  ]) {
    test(`${options}: every line of a shell and its children is known`, async (context) => {
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'trace.txt')
      const end = await strace([...options.split(' '), '-o', path], SHELL)
      const text = await readFile(path)
      if (text.length === 0) {
        context.skip(`this strace cannot: ${end.stderr.trim()}`)
        return
      }
      holdAccount(parseStrace(text))
    })

    test(`${options}: so is every line on stderr`, async (context) => {
      const { stderr } = await strace(options.split(' '), SHELL)
      if (/^\S*strace: (?:invalid|unrecognized)/.test(stderr)) {
        context.skip(`this strace cannot: ${stderr.trim()}`)
        return
      }
      holdAccount(parseStrace(stderr))
    })
  }

  test('of Node with threads agrees with strace, and with a count by other means', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'trace.txt')
    const program = THREADS.replace('PROGRAM', () => JSON.stringify(THREADS))
    await strace(['-f', '-ttt', '-T', '-C', '-o', path], [process.execPath, '-e', program])
    const capture = parseStrace(await readFile(path))
    holdAccount(capture)
    holdCounts(capture)
    const text = await readFile(path, 'latin1')
    for (const name of ['futex', 'sendmsg', 'recvmsg', 'epoll_wait', 'epoll_pwait', 'close']) {
      const whole = new RegExp(
        `^\\d+ +[\\d.]+ (?:${name}\\(.*|<\\.\\.\\. ${name} resumed>.*)\\) += `,
        'gm',
      )
      const own = capture.calls.filter((call) => call.name === name)
      assert.equal(own.length, text.match(whole)?.length ?? 0, name)
    }
    const sent = capture.calls.filter(({ name, errno }) => name === 'sendmsg' && errno === '')
    const pings = sent.filter(({ messages }) => messages[0]?.sizeBytes === 3)
    assert.ok(pings.length >= 200, `${pings.length} datagrams`)
    for (const { messages } of pings) {
      assert.match(messages[0]?.peer ?? '', /^127\.0\.0\.1:\d+$/)
      assert.match(messages[0]?.text ?? '', /^\0\xff[\0-\x32]$/)
    }
  })

  test('of a thread for each file: all are read, and none loses a call', async () => {
    await using folder = await temporaryFolder()
    const path = join(folder.path, 'trace.txt')
    await strace(['-ff', '-ttt', '-T', '-o', path], SHELL)
    const tids = new Set<number>()
    const { outcome } = await readCapture([path], { call: ({ tid }) => tids.add(tid) })
    const files = await Promise.all(
      readdirSync(folder.path).map((name) => readFile(join(folder.path, name), 'latin1')),
    )
    // On a busy machine a child may be killed before its first call.
    assert.equal(tids.size, files.filter((text) => /^[\d.]+ \w+\(/m.test(text)).length)
    const lines = files.reduce((sum, text) => sum + text.trimEnd().split('\n').length, 0)
    assert.equal(outcome.counts.lines, lines)
    assert.deepEqual([outcome.unrecognized, accounted(outcome.counts)], [[], lines])
    assert.ok(tids.size > 5)
  })

  for (const victim of ['the traced process', 'strace'] as const) {
    test(`when ${victim} is killed`, async () => {
      await using folder = await temporaryFolder()
      const path = join(folder.path, 'trace.txt')
      const program = THREADS.replace('PROGRAM', () => JSON.stringify(THREADS)).replaceAll(
        '50',
        '1e9',
      )
      const args = ['-f', '-ttt', '-T', '-o', path, process.execPath, '-e', program]
      const child = spawn(STRACE, args, { stdio: 'ignore' })
      const exit = once(child, 'exit')
      await until(async () => /sendmsg/.test(await readFile(path, 'latin1').catch(() => '')))
      const [traced = 0] = /^\d+/.exec(await readFile(path, 'latin1')) ?? []
      process.kill(victim === 'strace' ? (child.pid ?? 0) : Number(traced), 'SIGKILL')
      await exit
      // Without its tracer it would go on for ever.
      if (victim === 'strace') process.kill(Number(traced), 'SIGKILL')
      holdAccount(parseStrace(await readFile(path)))
    })
  }
})

function holdAccount({ counts, unrecognized, calls, countedByStrace }: ParsedCapture): void {
  assert.deepEqual(unrecognized, [])
  assert.equal(accounted(counts), counts.lines)
  assert.ok(calls.length > 20 || countedByStrace.length > 10, `${calls.length} calls`)
}

/** strace counts calls that returned. */
function holdCounts({ calls, countedByStrace }: ParsedCapture): void {
  const returned = calls.filter(({ result, errno }) => !Number.isNaN(result) || errno !== '')
  assert.ok(countedByStrace.length > 10)
  for (const counted of countedByStrace) {
    const own = returned.filter(({ name }) => name === counted.name)
    assert.equal(own.length, counted.calls, counted.name)
    const failed = own.filter(({ errno }) => errno !== '')
    assert.equal(failed.length, counted.errors, `errors of ${counted.name}`)
  }
}

async function strace(
  options: readonly string[],
  command: readonly string[],
): Promise<{ readonly stderr: string }> {
  const child = spawn(STRACE, [...options, ...command], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('latin1').on('data', (text: string) => {
    stderr += text
  })
  await once(child, 'close')
  return { stderr }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20))
}
