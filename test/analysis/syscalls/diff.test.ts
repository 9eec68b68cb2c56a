import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { diffSummaries } from '../../../analysis/syscalls/diff.ts'
import { SyscallSummary } from '../../../analysis/syscalls/summarize.ts'
import { decodeWords, type FakeSyscall, feed, probing } from '../../support/fake-syscall.ts'

const reportOf = (fakes: readonly FakeSyscall[]) =>
  feed(new SyscallSummary({ decode: decodeWords }), fakes).summary()

const rowOf = (diff: ReturnType<typeof diffSummaries>, name: string) =>
  diff?.rows.find((row) => row.name === name)

const getpids = (count: number, tookUs: number): FakeSyscall[] =>
  Array.from({ length: count }, (_, index) => ({
    atUs: index * 1000,
    tookUs: tookUs + (index % 3),
  }))

describe('two captures side by side', () => {
  test('are the same when they are the same', () => {
    const report = reportOf(probing(40))
    const diff = diffSummaries(report, report)
    assert.equal(diff?.per, 'cycle')
    assert.deepEqual([diff?.calls.verdict, diff?.rtt?.verdict], ['same', 'same'])
    for (const { calls, presence, workS } of diff?.rows ?? []) {
      assert.deepEqual([calls.verdict, presence], ['same', 'both'])
      assert.equal(workS.a, workS.b)
    }
  })

  test('are counted per cycle, whatever their length', () => {
    const diff = diffSummaries(reportOf(probing(40)), reportOf(probing(80)))
    assert.deepEqual([rowOf(diff, 'sendto')?.calls.a, rowOf(diff, 'sendto')?.calls.b], [1, 1])
  })

  test('name the calls that are new and that have vanished', () => {
    const renamed = probing(40).map((fake) =>
      fake.name === 'epoll_pwait' ? { ...fake, name: 'epoll_pwait2' } : fake,
    )
    const diff = diffSummaries(reportOf(probing(40)), reportOf(renamed))
    assert.equal(rowOf(diff, 'epoll_pwait')?.presence, 'vanished')
    assert.equal(rowOf(diff, 'epoll_pwait')?.calls.verdict, 'less')
    assert.equal(rowOf(diff, 'epoll_pwait2')?.presence, 'new')
    assert.equal(rowOf(diff, 'epoll_pwait2')?.calls.a, null)
  })

  test('say what takes longer only where intervals lie apart', () => {
    const longer = diffSummaries(reportOf(getpids(50, 10)), reportOf(getpids(50, 20)))
    assert.equal(longer?.per, 'second')
    assert.equal(rowOf(longer, 'getpid')?.p50S.verdict, 'more')
    const few = diffSummaries(reportOf(getpids(5, 10)), reportOf(getpids(5, 20)))
    assert.equal(rowOf(few, 'getpid')?.p50S.verdict, 'too-few')
    assert.equal(rowOf(few, 'getpid')?.calls.verdict, 'too-few')
  })

  test('do not judge how long waits took', () => {
    const diff = diffSummaries(reportOf(probing(40)), reportOf(probing(40, { gapUs: 90_000 })))
    assert.equal(rowOf(diff, 'epoll_pwait')?.p50S.verdict, 'waits')
  })

  test('put first what moved the most working time', () => {
    const more = [...probing(40), ...getpids(40, 400)]
    const diff = diffSummaries(reportOf(probing(40)), reportOf(more))
    assert.equal(diff?.rows[0]?.name, 'getpid')
  })

  test('cannot be put in relation without cycles and without times', () => {
    const timeless = reportOf([{ atUs: Number.NaN, tookUs: Number.NaN }])
    assert.equal(diffSummaries(timeless, timeless), undefined)
  })
})
