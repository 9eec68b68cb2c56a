/** A real process under a real strace: what the summary says against what is known, and against a plain count. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { StraceParser } from '../../analysis/syscalls/strace/strace-parser.ts'
import { SyscallSummary } from '../../analysis/syscalls/summarize.ts'
import { decodeWords } from '../support/fake-syscall.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { toolMissing } from '../support/tool-missing.ts'

const ROUNDS = 40
const run = promisify(execFile)

/** `.ts` from source, `.js` when compiled. */
const script = fileURLToPath(
  new URL(import.meta.url.replace('end-to-end/syscall-summary.test', 'support/ping-pong')),
)

test('the summary of a process that pings itself agrees with what it did', {
  skip: await toolMissing('strace'),
}, async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'strace.txt')
  const options = ['-f', '-ttt', '-T', '-yy', '-s', '200', '-o', path]
  await run('strace', [...options, process.execPath, script, String(ROUNDS)])
  const capture = await readFile(path)
  const summary = new SyscallSummary({ decode: decodeWords })
  const parser = new StraceParser(summary)
  parser.push(capture)
  const outcome = parser.end()
  const report = summary.summary({ outcome })

  assert.deepEqual(report.unrecognized, [])
  assert.ok(report.protocol !== null)
  const { cycles, answers } = report.protocol
  assert.deepEqual([cycles.pings, cycles.answered, cycles.stray], [ROUNDS, ROUNDS, 0])
  assert.deepEqual([answers.pings, answers.answered], [ROUNDS, ROUNDS])
  assert.ok((answers.time.p50S ?? 1) < (cycles.rtt.p50S ?? 0))
  assert.ok((cycles.work.p50S ?? 1) < (cycles.rtt.p50S ?? 0))
  assert.deepEqual([report.sent.datagrams, report.received.datagrams], [2 * ROUNDS, 2 * ROUNDS])

  const finished = /^\d+ +[\d.]+ (?:<\.\.\. )?(\w+)(?:\(| resumed>).* = (?:-?\d|0x|\?)/
  const counts = new Map<string, number>()
  for (const line of capture.toString('latin1').split('\n')) {
    const [, name] = finished.exec(line) ?? []
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const ours = report.bySyscall.map(({ name, calls }) => [name, calls])
  assert.deepEqual(Object.fromEntries(ours), Object.fromEntries(counts))
})
