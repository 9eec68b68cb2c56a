import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { SyscallSummary } from '../../../analysis/syscalls/summarize.ts'
import { type SyscallReport, syscallReport } from '../../../analysis/syscalls/summary.ts'
import { type FakeSyscall, feed, probing, receives, sends } from '../../support/fake-syscall.ts'

const summaryOf = (fakes: readonly FakeSyscall[]): SyscallReport =>
  feed(new SyscallSummary(), fakes).summary()

const rowOf = (report: SyscallReport, name: string) =>
  report.bySyscall.find((row) => row.name === name)

const anyCall = fc.record({
  tid: fc.integer({ min: 1, max: 5 }),
  name: fc.constantFrom('read', 'sendto', 'epoll_wait', 'futex', 'openat', 'getpid'),
  atUs: fc.integer({ min: 0, max: 1e6 }),
  tookUs: fc.integer({ min: 0, max: 2e5 }),
  errno: fc.constantFrom('', '', '', 'EAGAIN', 'EINTR'),
  fd: fc.integer({ min: -1, max: 9 }),
})

describe('a summary of system calls', () => {
  test('counts each call, its errors and its time', () => {
    const report = summaryOf([
      { name: 'openat', tookUs: 10 },
      { name: 'openat', tookUs: 30, errno: 'ENOENT' },
      { name: 'getpid', tookUs: 1 },
    ])
    const row = rowOf(report, 'openat')
    assert.deepEqual([row?.calls, row?.errors, row?.timing.totalS], [2, { ENOENT: 1 }, 40e-6])
    assert.equal(row?.timeShare, 40 / 41)
    assert.deepEqual([report.calls, report.errors], [3, 1])
  })

  test('has sums that agree whichever way they are taken', () => {
    fc.assert(
      fc.property(fc.array(anyCall, { maxLength: 200 }), (fakes) => {
        const report = summaryOf(fakes)
        const sum = <T>(items: readonly T[], of: (item: T) => number) =>
          items.reduce((total, item) => total + of(item), 0)
        const { bySyscall, threads, waits } = report
        assert.equal(report.calls, fakes.length)
        assert.equal(
          sum(bySyscall, ({ calls }) => calls),
          fakes.length,
        )
        assert.equal(
          sum(threads, ({ calls }) => calls),
          fakes.length,
        )
        assert.equal(
          sum(threads, ({ errors }) => errors),
          report.errors,
        )
        const tookS = sum(fakes, ({ tookUs }) => tookUs / 1e6)
        assert.ok(Math.abs(report.workS + report.waitS - tookS) < 1e-9 * Math.max(1, tookS))
        const slept = waits.filter(({ length }) => length !== 'ready')
        assert.ok(Math.abs(sum(slept, ({ totalS }) => totalS) - report.waitS) < 1e-9)
        assert.equal(
          sum(slept, ({ calls }) => calls),
          report.wakeUps,
        )
        assert.deepEqual(syscallReport.parse(JSON.parse(JSON.stringify(report))), report)
      }),
    )
  })

  test('does not depend on the order in which threads are told of', () => {
    fc.assert(
      fc.property(fc.array(anyCall, { maxLength: 100 }), (fakes) => {
        const ofOrder = ({ busiest, inOrder, bySyscall, ...rest }: SyscallReport) => ({
          ...rest,
          bySyscall: bySyscall.map(({ name, calls, errors, histogram }) => {
            return { name, calls, errors: Object.entries(errors).sort(), histogram }
          }),
          workS: rest.workS.toFixed(9),
          waitS: rest.waitS.toFixed(9),
          waits: rest.waits.map(({ totalS, ...wait }) => ({ ...wait, totalS: totalS.toFixed(9) })),
          threads: rest.threads.map(({ tid, calls, wakeUps }) => ({ tid, calls, wakeUps })),
          inOrder: undefined,
        })
        const byThread = fakes.toSorted((a, b) => a.tid - b.tid)
        const [one, other] = [summaryOf(fakes), summaryOf(byThread)]
        const names = (report: SyscallReport) => report.bySyscall.map(({ name }) => name).sort()
        assert.deepEqual(names(one), names(other))
        one.bySyscall.sort((a, b) => (a.name < b.name ? -1 : 1))
        other.bySyscall.sort((a, b) => (a.name < b.name ? -1 : 1))
        assert.deepEqual(ofOrder(one), ofOrder(other))
      }),
    )
  })

  test('keeps waiting apart from working', () => {
    const report = summaryOf([
      { name: 'epoll_wait', tookUs: 20, result: 1 },
      { name: 'epoll_wait', tookUs: 500, result: 1 },
      { name: 'epoll_wait', tookUs: 20_000, result: 0 },
      { name: 'epoll_wait', tookUs: 900_000, result: 0 },
      { name: 'futex', tookUs: 10 },
      { name: 'recvfrom', tookUs: 5000, result: 9 },
      { name: 'openat', tookUs: 5000 },
    ])
    assert.deepEqual(
      report.waits.map(({ length, calls, timedOut }) => [length, calls, timedOut]),
      [
        ['ready', 2, 0],
        ['short', 1, 0],
        ['tick', 2, 1],
        ['idle', 1, 1],
      ],
    )
    assert.equal(rowOf(report, 'openat')?.waitS, 0)
    assert.equal(rowOf(report, 'recvfrom')?.waitS, 0.005)
    assert.equal(report.wakeUps, 4)
  })

  test('counts datagrams and bytes by descriptor and by peer, and receives that found nothing', () => {
    const report = summaryOf(probing(10))
    assert.deepEqual(report.receives, { calls: 20, nothing: 10 })
    assert.deepEqual([report.sent.datagrams, report.received.datagrams], [10, 10])
    assert.deepEqual(
      report.peers.map(({ address, sent, received }) => [
        address,
        sent.datagrams,
        received.datagrams,
      ]),
      [
        ['127.0.0.1:9001', 5, 5],
        ['127.0.0.1:9002', 5, 5],
      ],
    )
    const socket = report.descriptors.find(({ fd }) => fd === 5)
    assert.deepEqual(
      [socket?.calls, socket?.errors, socket?.what],
      [30, 10, 'UDP:[127.0.0.1:9000]'],
    )
    assert.equal(report.wakeUpsPerDatagram, 2)
  })

  test('tells a descriptor apart from what its number stood for before', () => {
    const { descriptors } = summaryOf([
      { name: 'read', fd: 3, descriptor: '/etc/hosts', result: 10 },
      { name: 'write', fd: 3, descriptor: 'pipe:[7]', result: 4 },
      { name: 'read', fd: 3, descriptor: '/etc/hosts', result: 10 },
    ])
    assert.deepEqual(
      descriptors.map(({ what, calls, sent, received }) => [
        what,
        calls,
        sent.bytes,
        received.bytes,
      ]),
      [
        ['/etc/hosts', 2, 0, 20],
        ['pipe:[7]', 1, 4, 0],
      ],
    )
  })

  test('says what a capture without times does not know', () => {
    const call = { name: 'sendto', atUs: Number.NaN, tookUs: Number.NaN }
    const report = summaryOf([call, call])
    assert.deepEqual([report.calls, report.spanS, report.callsPerSecond], [2, null, null])
    assert.deepEqual([rowOf(report, 'sendto')?.timing.count, report.busiest], [0, null])
  })

  test('notices that calls do not come in the order of time', () => {
    assert.equal(summaryOf(probing(3)).inOrder, true)
    assert.equal(summaryOf([...probing(3), ...probing(3)]).inOrder, false)
  })

  test('keeps its memory whatever the capture holds, and counts the rest', () => {
    const strange = Array.from({ length: 5000 }, (_, index): FakeSyscall => {
      const peer = `10.0.${index >> 8}.${index & 255}:1`
      const fake = { tid: index + 1, fd: index, descriptor: `UDP:[0.0.0.0:${index}]`, peer }
      return index % 2 === 0
        ? sends('x', fake)
        : { ...fake, name: `call${index}`, errno: `E${index}` }
    })
    const report = summaryOf(strange)
    assert.ok(report.bySyscall.length <= 257 && report.threads.length <= 64)
    assert.ok(report.descriptors.length <= 64 && report.peers.length <= 64)
    assert.equal(report.calls, 5000)
    assert.equal(report.errors, 2500)
    const shown = report.threads.reduce((sum, { calls }) => sum + calls, 0)
    assert.equal(shown + report.rest.threads, 5000)
    const onShown = report.descriptors.reduce((sum, { calls }) => sum + calls, 0)
    assert.equal(onShown + report.rest.descriptors, 5000)
    const withShown = report.peers.reduce((sum, { sent }) => sum + sent.calls, 0)
    assert.equal(withShown + report.rest.peers, 2500)
    const others = rowOf(report, '(others)')
    assert.equal(others?.calls, report.rest.syscalls)
    assert.ok(Object.keys(others?.errors ?? {}).length <= 65)
  })

  test('guesses the RTT of a process whose datagrams it cannot read', () => {
    const { protocol, inferred } = summaryOf(probing(20, { rttUs: 100 }))
    assert.equal(protocol, null)
    assert.equal(inferred?.rtt.count, 20)
    assert.ok(Math.abs((inferred?.rtt.p50S ?? 0) / 100e-6 - 1) < 0.01)
    assert.equal(inferred?.peers.length, 2)
  })

  test('does not take an answer for a question', () => {
    const asked = [
      receives('what?', { atUs: 0 }),
      sends('that', { atUs: 50 }),
      receives('what now?', { atUs: 100_000 }),
      sends('that too', { atUs: 100_050 }),
    ]
    assert.equal(summaryOf(asked).inferred, null)
  })
})
