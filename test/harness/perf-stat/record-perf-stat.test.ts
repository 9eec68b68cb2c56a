import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, type TestContext, test } from 'node:test'
import { takePorts } from '../../../harness/cluster/ports.ts'
import {
  type PerfStatOptions,
  recordPerfStat,
} from '../../../harness/perf-stat/record-perf-stat.ts'
import { resolveCapture } from '../../../harness/recording/capture-store.ts'
import { isOpenToUs } from '../../../harness/target/process-info.ts'
import { startAgent } from '../../support/agent-child.ts'
import { perfMissing } from '../../support/perf-missing.ts'
import { holdSocket } from '../../support/socket-holder.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const PERF_MISSING = await perfMissing()
const observer = { progress() {} }

async function optionsIn(t: TestContext, more: Partial<PerfStatOptions>): Promise<PerfStatOptions> {
  const folder = await temporaryFolder()
  t.after(() => folder[Symbol.asyncDispose]())
  return {
    request: {},
    join: [],
    durationMs: 500,
    hasControl: false,
    resultsDir: join(folder.path, 'results'),
    tracesDir: join(folder.path, 'traces'),
    signal: new AbortController().signal,
    ...more,
  }
}

describe('perf stat', { skip: PERF_MISSING }, () => {
  test('counts a process that runs, and leaves it running', async (t) => {
    const agent = startAgent(t)
    const [address = ''] = await agent.addresses()
    const options = await optionsIn(t, { request: { address }, hasControl: true })
    const { record, folders } = await recordPerfStat(options, observer)
    assert.deepEqual(
      [record.outcome, record.target.pid, record.target.startedByUs],
      ['complete', agent.pid, false],
    )
    const { counters, threads, cycles, unrecognized, wallS } = record.perfStat
    const clock = counters.find(({ event }) => event === 'task-clock')
    assert.equal(clock?.status, 'counted')
    assert.ok(Number(clock?.value) > 0)
    assert.ok(threads.some(({ name }) => name === 'protocol'))
    assert.deepEqual([cycles, unrecognized.count], [null, 0])
    assert.ok(wallS >= 0.5)
    assert.equal(typeof record.cost?.cpuCores.control, 'number')
    assert.deepEqual((await resolveCapture('latest', options.resultsDir)).record, record)
    assert.deepEqual(await readdir(folders.traces), ['perf-stat.csv'])
    assert.match(await readFile(join(folders.results, 'report.md'), 'utf8'), /task clock/)
    assert.equal(isOpenToUs(agent.pid), true)
  })

  test('knows the probe cycles of an agent that it starts, and ends it', async (t) => {
    const seed = startAgent(t)
    const [member = ''] = await seed.addresses()
    const [port] = await takePorts('127.0.0.1', 0, 1)
    const request = { address: `:${port}` }
    const options = await optionsIn(t, { request, join: [member], durationMs: 2500 })
    const { record } = await recordPerfStat(options, observer)
    assert.deepEqual([record.target.startedByUs, record.warnings], [true, []])
    assert.ok(Number(record.perfStat.cycles) >= 1)
    assert.equal(isOpenToUs(record.target.pid), false)
  })

  test('says that an agent which is alone was idle', async (t) => {
    const [port] = await takePorts('127.0.0.1', 0, 1)
    const options = await optionsIn(t, { request: { address: `:${port}` } })
    const { record } = await recordPerfStat(options, observer)
    assert.equal(record.perfStat.cycles, 0)
    assert.deepEqual(
      record.warnings.map(({ code }) => code),
      ['no-probe-cycles'],
    )
  })

  test('keeps what it counted when it is interrupted', async (t) => {
    const { pid } = await holdSocket(t)
    const interruption = new AbortController()
    const { signal } = interruption
    const options = await optionsIn(t, { request: { pid }, durationMs: 60_000, signal })
    const { record } = await recordPerfStat(options, {
      progress({ phase, elapsedMs }) {
        if (phase === 'counting' && elapsedMs > 300) interruption.abort()
      },
    })
    assert.equal(record.outcome, 'interrupted')
    assert.ok(record.perfStat.counters.some(({ event }) => event === 'task-clock'))
    assert.ok(record.durationS < 60)
  })

  test('keeps what it counted when the process ends', async (t) => {
    const { pid, child } = await holdSocket(t)
    const options = await optionsIn(t, { request: { pid }, durationMs: 60_000 })
    const { record } = await recordPerfStat(options, {
      progress({ phase, elapsedMs }) {
        if (phase === 'counting' && elapsedMs > 300) child.kill('SIGKILL')
      },
    })
    assert.deepEqual([record.outcome, record.warnings], ['target-ended', []])
    assert.ok(record.perfStat.counters.length > 0)
  })

  test('leaves nothing behind when there is nobody to count', async (t) => {
    const { pid, child } = await holdSocket(t)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const options = await optionsIn(t, { request: { pid } })
    await assert.rejects(recordPerfStat(options, observer), /there is no process/)
    assert.deepEqual(await readdir(options.resultsDir), [])
    assert.deepEqual(await readdir(options.tracesDir), [])
  })
})
