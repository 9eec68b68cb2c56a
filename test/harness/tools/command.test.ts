import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ToolUnavailableError } from '../../../harness/errors.ts'
import { findProgram, runCommand, startCommand } from '../../../harness/tools/command.ts'

function node(script: string): [string, string[]] {
  return [process.execPath, ['-e', script]]
}

/** A process that has ended but has not been waited for yet is a zombie, and gone all the same. */
function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return !/\) [ZX] /.test(stat)
}

describe('runCommand', () => {
  test('returns output, last words and exit code, also of a program that fails', async () => {
    const result = await runCommand(
      ...node('process.stdout.write("out"); process.stderr.write("err"); process.exitCode = 3'),
    )
    assert.equal(result.stdout, 'out')
    assert.equal(result.stderr, 'err')
    assert.equal(result.exit.code, 3)
    assert.equal(result.cutShort, false)
  })

  test('passes arguments on as they are: there is no shell', async () => {
    const { stdout } = await runCommand(process.execPath, [
      '-p',
      'process.argv[1]',
      '$(echo a) "b" ; c',
    ])
    assert.equal(stdout, '$(echo a) "b" ; c\n')
  })

  test('stops a program that takes too long', async () => {
    const result = await runCommand(...node('setInterval(() => {}, 1000)'), { timeoutMs: 200 })
    assert.equal(result.cutShort, true)
    assert.equal(result.exit.signal, 'SIGTERM')
  })

  test('stops a program that writes too much, and keeps what was allowed', async () => {
    const result = await runCommand(
      ...node('for (;;) require("fs").writeSync(1, "x".repeat(4096))'),
      { outputBytesMax: 100_000 },
    )
    assert.equal(result.cutShort, true)
    assert.ok(result.stdout.length <= 100_000)
    assert.match(result.stdout, /^x+$/)
  })

  test('a program that is not there is an error with a way out', async () => {
    await assert.rejects(
      runCommand('no-such-program', [], { install: 'apt-get install it' }),
      (error) =>
        error instanceof ToolUnavailableError &&
        error.message === 'no-such-program is not installed' &&
        error.suggestion === 'apt-get install it',
    )
  })

  test('a file that may not be run is not available either', async () => {
    await assert.rejects(runCommand('/etc/passwd', []), ToolUnavailableError)
  })
})

describe('a running command', () => {
  test('gives its stdout by lines, whole across the pieces in which they came', async () => {
    const script = `
      const bytes = Buffer.from('first ü\\nsecond\\n\\nlast without end')
      let at = 0
      const timer = setInterval(() => {
        if (at === bytes.length) return clearInterval(timer)
        require('fs').writeSync(1, bytes.subarray(at, ++at))
      }, 1)`
    const running = await startCommand(...node(script))
    const lines: string[] = []
    for await (const line of running.lines()) lines.push(line)
    assert.deepEqual(lines, ['first ü', 'second', '', 'last without end'])
  })

  test('that ignores SIGTERM is killed when its time is over', async () => {
    const running = await startCommand(
      ...node('process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)'),
    )
    await running.lines().next()
    const exit = await running.stop(100)
    assert.equal(exit.signal, 'SIGKILL')
    assert.equal(isAlive(running.pid), false)
  })

  test('is gone when the block that uses it is left', async () => {
    let pid = 0
    {
      await using running = await startCommand(...node('setInterval(() => {}, 1000)'))
      pid = running.pid
      assert.equal(isAlive(pid), true)
    }
    assert.equal(isAlive(pid), false)
  })

  test('keeps the end of what it wrote to stderr, not all of it', async () => {
    const running = await startCommand(
      ...node('process.stderr.write("a".repeat(100000) + "the end")'),
    )
    running.stdout.resume()
    await running.exited
    while (!running.stderrTail.endsWith('the end')) await sleep(5)
    assert.ok(running.stderrTail.length < 10_000)
  })

  test('tells when and how it ended', async () => {
    const beforeNs = Number(process.hrtime.bigint())
    const running = await startCommand(...node('process.kill(process.pid, "SIGKILL")'))
    const exit = await running.exited
    assert.equal(exit.signal, 'SIGKILL')
    assert.equal(exit.code, undefined)
    assert.ok(beforeNs < exit.atNs && exit.atNs <= Number(process.hrtime.bigint()))
    assert.equal(running.signal('SIGTERM'), false)
  })
})

test('a bound process does not outlive the one that started it, even when it is stopped', {
  skip: findProgram('setpriv') === undefined && 'setpriv is missing: apt-get install util-linux',
}, async () => {
  const module = new URL('../../../harness/tools/command.ts', import.meta.url).href
  const starter = `
    import { startCommand } from ${JSON.stringify(module)}
    const child = await startCommand(process.execPath, ['-e', 'console.log(1);setInterval(() => {}, 1000)'], { bound: true })
    await child.lines().next()
    child.signal('SIGSTOP')
    console.log(child.pid)
    setInterval(() => {}, 1000)`
  const running = await startCommand(process.execPath, ['--input-type=module', '-e', starter])
  const { value } = await running.lines().next()
  const pid = Number(value)
  assert.equal(isAlive(pid), true)
  running.signal('SIGKILL')
  await running.exited
  const deadline = performance.now() + 20_000
  while (isAlive(pid) && performance.now() < deadline) await sleep(10)
  assert.equal(isAlive(pid), false)
})
