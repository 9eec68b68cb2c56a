/** Runs that cannot be, and harnesses that are killed: one clear error, and nothing left behind. */
import assert from 'node:assert/strict'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { configFrom } from '../../agent/index.ts'
import { parseRunRecord } from '../../analysis/index.ts'
import { UserError } from '../../harness/errors.ts'
import { findProgram, runCommand, startCommand } from '../../harness/tools/command.ts'
import { cli } from '../support/cli.ts'
import { PRIVILEGE_STAYS, WITHOUT_PRIVILEGE } from '../support/realtime.ts'
import { agentPids, isGone, runShort, shortRun } from '../support/short-run.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

/** Two seconds are promised, and as long again for a machine that is busy with other things. */
const GONE_MS_MAX = 4000

describe('no agent outlives by two seconds a harness that is killed', () => {
  for (const [how, path] of [
    ['with the help of the kernel', process.env['PATH'] ?? ''],
    ['by the end of its stdin alone', '/nonexistent'],
  ] as const) {
    test(how, async () => {
      await using base = await temporaryFolder()
      const options = shortRun(base.path, { durationMs: 60_000 })
      const script = `
        import { recordRun } from ${JSON.stringify(new URL('../../harness/run.ts', import.meta.url).href)}
        const options = ${JSON.stringify(options)}
        options.signal = new AbortController().signal
        await recordRun(options, { progress: ({ phase }) => console.log(phase), note() {} })`
      await using harness = await startCommand(
        process.execPath,
        ['--input-type=module', '-e', script],
        { environment: { PATH: path } },
      )
      for await (const phase of harness.lines()) if (phase === 'measuring') break
      const pids = await agentPids(options.tracesDir, 3)
      assert.deepEqual(pids.filter(isGone), [])
      harness.signal('SIGKILL')
      const deadline = performance.now() + GONE_MS_MAX
      while (!pids.every(isGone) && performance.now() < deadline) await sleep(10)
      assert.deepEqual(
        pids.filter((pid) => !isGone(pid)),
        [],
      )
    })
  }
})

describe('a run that cannot be', () => {
  test('for want of real-time priority is one error that says what to do', {
    skip: PRIVILEGE_STAYS,
  }, async () => {
    await using base = await temporaryFolder()
    const run = ['run', '--realtime', '--base-port', '0', '--no-floor', '--out', base.path]
    const { code, stderr } = await cli(run, { under: WITHOUT_PRIVILEGE })
    assert.equal(code, 1)
    assert.match(stderr, /no real-time priority \(SCHED_FIFO EPERM: run as root/)
  })

  test('for a taken port is one error that names its owner, and leaves nothing', async () => {
    await using base = await temporaryFolder()
    const socket = createSocket('udp4')
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    const options = shortRun(base.path, { basePort: socket.address().port, nodes: 2 })
    await assert.rejects(runShort(options), (error) => {
      assert.ok(error instanceof UserError)
      assert.match(error.message, new RegExp(`in use \\(udp\\) by pid ${process.pid}`))
      return true
    })
    socket.close()
    assert.deepEqual(
      [await readdir(options.resultsDir), await readdir(options.tracesDir)],
      [[], []],
    )
  })

  test('for a folder that is a file is one error, before any agent starts', async () => {
    await using base = await temporaryFolder()
    await writeFile(join(base.path, 'results'), '')
    await assert.rejects(runShort(shortRun(base.path)), /results\/.* cannot be written: ENOTDIR/)
  })

  test('for a scenario that does not fit, or that there is not', async () => {
    await using base = await temporaryFolder()
    const unfit = shortRun(base.path, { scenario: 'crash', agentsPerProcess: 2 })
    await assert.rejects(runShort(unfit), /SIGKILL takes the whole process/)
    const unknown = shortRun(base.path, { scenario: 'earthquake' })
    await assert.rejects(runShort(unknown), /there is no scenario earthquake/)
    assert.deepEqual(await readdir(base.path), [])
  })

  for (const [where, sizeKiB] of [
    ['while it is measured', 64],
    ['when its report is written', 1200],
  ] as const) {
    test(`for a disk that is full ${where} is one error, and no file has its name too early`, async (t) => {
      await using base = await temporaryFolder()
      const disk = join(base.path, 'disk')
      await mkdir(disk)
      const mount = ['-t', 'tmpfs', '-o', `size=${sizeKiB}k`, 'tmpfs', disk]
      const isMounted =
        findProgram('mount') !== undefined && (await runCommand('mount', mount)).exit.code === 0
      if (!isMounted) return t.skip('mounting a small disk needs root')
      try {
        const options = shortRun(disk, { durationMs: 2000, report: true })
        await assert.rejects(runShort(options), (error) => {
          assert.ok(error instanceof UserError, String(error))
          assert.match(error.message, /cannot be written: ENOSPC/)
          assert.match(error.suggestion ?? '', /disk is full/)
          return true
        })
        for (const id of await readdir(options.resultsDir)) {
          const names = await readdir(join(options.resultsDir, id))
          assert.ok(!names.some((name) => name.startsWith('.')), names.join())
          assert.ok(!names.includes('report.html'))
          if (!names.includes('record.json')) continue
          const text = await readFile(join(options.resultsDir, id, 'record.json'), 'utf8')
          assert.equal(parseRunRecord(text).ok, true)
        }
      } finally {
        await runCommand('umount', [disk])
      }
    })
  }

  test('because an agent does not come up is one error with its reason', async () => {
    await using base = await temporaryFolder()
    const protocol = configFrom('default', { probeIntervalMs: 10, probeTimeoutMs: 20 })
    await assert.rejects(runShort(shortRun(base.path, { protocol })), (error) => {
      assert.ok(error instanceof UserError)
      assert.match(error.message, /ended while starting \(exit code \d+: .*[Pp]robe.?[Tt]imeout/s)
      return true
    })
    assert.deepEqual(await readdir(join(base.path, 'results')), [])
  })
})
