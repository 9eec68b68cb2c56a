import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { ProcessSampler, readTicksPerSecond } from '../../../harness/recording/process-sampler.ts'
import { startCommand } from '../../../harness/tools/command.ts'

const skip = !existsSync('/proc/self/stat') && 'this system has no /proc'

test('a busy process shows the CPU time it took, and its memory', { skip }, async () => {
  const ticks = await readTicksPerSecond()
  await using busy = await startCommand(process.execPath, [
    '-e',
    'console.log(1); for (;;) if (process.cpuUsage().user > 600000) { console.log(2); setInterval(() => {}, 1000); break }',
  ])
  const lines = busy.lines()
  await lines.next()
  const sampler = new ProcessSampler(() => [busy.pid, 2 ** 22], ticks)
  sampler.start()
  await lines.next()
  sampler.stop()
  const usage = sampler.usageOf(busy.pid)
  assert.ok(usage !== undefined)
  assert.ok(usage.cpuS > 0.2 && usage.cpuS < usage.wallS * 4, JSON.stringify(usage))
  assert.ok(usage.rssBytes > 20_000_000)
  assert.equal(sampler.usageOf(2 ** 22), undefined, 'nobody has this pid')
})

test('a process that is gone keeps what was seen of it', { skip }, async () => {
  const short = await startCommand(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  const sampler = new ProcessSampler(() => [short.pid], 100)
  sampler.start()
  await short.stop()
  sampler.stop()
  assert.ok((sampler.usageOf(short.pid)?.rssBytes ?? 0) > 0)
})

test('CPU time is finer than the ticks that the kernel counts in', {
  skip: skip || (!existsSync('/proc/self/schedstat') && 'this kernel keeps no schedstat'),
}, async () => {
  await using process = await startCommand(
    globalThis.process.execPath,
    ['-e', 'process.stdin.once("data", () => console.log(2)); console.log(1)'],
    { stdin: 'pipe' },
  )
  const lines = process.lines()
  await lines.next()
  const sampler = new ProcessSampler(() => [process.pid], 100)
  sampler.start()
  process.stdin?.write('work\n')
  await lines.next()
  sampler.stop()
  const { cpuS = 0 } = sampler.usageOf(process.pid) ?? {}
  assert.ok(cpuS > 0, 'a line that was read and one that was written')
  assert.notEqual((cpuS * 100) % 1, 0)
})
