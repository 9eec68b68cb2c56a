import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import type { ReportedRtt } from '../../../analysis/syscalls/protocol-view.ts'
import { SyscallSummary } from '../../../analysis/syscalls/summarize.ts'
import {
  decodeWords,
  type FakeSyscall,
  feed,
  probing,
  receives,
  sends,
  words,
} from '../../support/fake-syscall.ts'

function protocolOf(fakes: readonly FakeSyscall[], reportedRtt?: ReportedRtt) {
  const options = { decode: decodeWords, ...(reportedRtt === undefined ? {} : { reportedRtt }) }
  const { protocol } = feed(new SyscallSummary(options), fakes).summary()
  assert.ok(protocol !== null)
  return protocol
}

describe('the protocol as system calls show it', () => {
  test('has a cycle from the send call of a ping to the end of the call that received its ack', () => {
    const { cycles } = protocolOf(probing(8, { rttUs: 250 }))
    assert.deepEqual([cycles.pings, cycles.answered, cycles.unanswered], [8, 8, 0])
    assert.equal(cycles.rtt.minS, 250e-6)
    assert.equal(cycles.rtt.maxS, 250e-6)
  })

  test('gives a cycle the calls that carry its messages and those that wait for them', () => {
    const { cycles } = protocolOf(probing(8))
    assert.equal(cycles.callsPerCycle, 3)
    assert.deepEqual(cycles.byCall.map(({ name, calls }) => [name, calls]).sort(), [
      ['epoll_pwait', 1],
      ['recvfrom', 1],
      ['sendto', 1],
    ])
    assert.equal(cycles.work.maxS, 35e-6)
  })

  test('leaves calls that answer others out of the cycle, and times them by themselves', () => {
    const { cycles, answers } = protocolOf([
      sends('ping 1', { atUs: 0, tookUs: 10 }),
      receives('ping 77', { atUs: 20, tookUs: 10, peer: '127.0.0.1:9002' }),
      sends('ack 77', { atUs: 40, tookUs: 10, peer: '127.0.0.1:9002' }),
      receives('ack 1', { atUs: 60, tookUs: 10 }),
    ])
    assert.equal(cycles.callsPerCycle, 2)
    assert.deepEqual([answers.pings, answers.answered, answers.time.maxS], [1, 1, 20e-6])
  })

  test('shares a wait among the cycles that are open on its thread', () => {
    const { cycles } = protocolOf([
      sends('ping 1', { atUs: 0 }),
      sends('ping 2', { atUs: 10, peer: '127.0.0.1:9002' }),
      { name: 'epoll_wait', atUs: 20, tookUs: 20 },
      { name: 'epoll_wait', tid: 2, atUs: 20, tookUs: 20 },
      receives('ack 2', { atUs: 50, peer: '127.0.0.1:9002' }),
      receives('ack 1', { atUs: 70 }),
    ])
    const calls = Object.fromEntries(cycles.byCall.map(({ name, calls: share }) => [name, share]))
    assert.deepEqual(calls, { sendto: 1, recvfrom: 1, epoll_wait: 0.5 })
  })

  test('finds an ack that another thread receives, or that comes with others', () => {
    const batch: FakeSyscall = {
      ...receives('', { tid: 2, atUs: 50, tookUs: 10 }),
      name: 'recvmmsg',
      result: 2,
      messages: [words('ack 1'), words('ping 5', '127.0.0.1:9002')],
    }
    const { cycles, answers } = protocolOf([sends('ping 1', { atUs: 0 }), batch])
    assert.deepEqual([cycles.answered, cycles.rtt.maxS, answers.pings], [1, 60e-6, 1])
  })

  test('does not take the ack of another member or of another ping', () => {
    const { cycles } = protocolOf([
      sends('ping 1', { atUs: 0 }),
      receives('ack 2', { atUs: 50 }),
      receives('ack 1', { atUs: 60, peer: '127.0.0.1:9009' }),
    ])
    assert.deepEqual([cycles.answered, cycles.relayed, cycles.stray], [0, 1, 1])
  })

  test('keeps the agents of one process apart by their sockets', () => {
    const other = { fd: 6, descriptor: 'UDP:[127.0.0.1:9100]' }
    const { cycles } = protocolOf([
      sends('ping 1', { atUs: 0 }),
      sends('ping 1', { atUs: 10, ...other }),
      receives('ack 1', { atUs: 100, tookUs: 0, ...other }),
      receives('ack 1', { atUs: 200, tookUs: 0 }),
    ])
    assert.deepEqual([cycles.rtt.minS, cycles.rtt.maxS], [90e-6, 200e-6])
  })

  test('tells pings that are still open from those that got no ack', () => {
    const { cycles } = protocolOf([
      sends('ping 1', { atUs: 0 }),
      { name: 'epoll_wait', atUs: 20, tookUs: 2_000_000, result: 0 },
      sends('ping 2', { atUs: 2_000_100 }),
    ])
    assert.deepEqual([cycles.unanswered, cycles.open, cycles.callsPerCycle], [1, 1, null])
  })

  test('leaves out what a socket says to itself, known by its address', () => {
    const stage = { fd: 9, descriptor: 'UDP:[127.0.0.1:5555]', peer: '127.0.0.1:5555' }
    const { cycles, answers, toItself } = protocolOf([
      sends('ping 1', stage),
      receives('ping 1', stage),
      sends('ping 2'),
    ])
    assert.deepEqual([cycles.pings, answers.pings, toItself], [1, 0, 2])
  })

  test('leaves it out as well where the capture does not know addresses', () => {
    const stage = { fd: 9, descriptor: '', peer: '' }
    const unnamed = { fd: 5, descriptor: '', peer: '' }
    const { cycles, answers } = protocolOf([
      sends('ping 1', stage),
      receives('ping 1', stage),
      sends('ping 2', stage),
      sends('ping 3', { ...unnamed, atUs: 0 }),
      receives('ack 3', { ...unnamed, atUs: 50, tookUs: 0 }),
    ])
    assert.deepEqual([cycles.pings, cycles.answered, answers.pings], [1, 1, 0])
  })

  test('joins the RTT that the agent reported', () => {
    const reported = (peer: string, sequence: number, ownAddress: string) =>
      peer === '127.0.0.1:9001' && ownAddress === '127.0.0.1:9000' && sequence < 16
        ? 120e3
        : undefined
    const { cycles } = protocolOf(probing(40, { rttUs: 100 }), reported)
    assert.equal(cycles.reported?.joined, 8)
    assert.ok(Math.abs((cycles.reported?.meanDifferenceS ?? 0) - 20e-6) < 1e-12)
    assert.equal(cycles.reported?.agentP50S, 120e-6)
  })

  test('reads what a call carried into the picture of the busiest moment', () => {
    const { busiest } = feed(new SyscallSummary({ decode: decodeWords }), probing(1)).summary()
    const texts = busiest?.bars.map(({ text }) => text).filter((text) => text !== '')
    assert.deepEqual(texts, ['ping #0 to 127.0.0.1:9001', 'ack #0 from 127.0.0.1:9001'])
  })

  test('has counts that balance, whatever is sent and received', () => {
    const anyMessage = fc.record({
      kind: fc.constantFrom('ping', 'ack', 'ping-req', 'gossip'),
      sequence: fc.integer({ min: 0, max: 9 }),
      isSent: fc.boolean(),
      peer: fc.constantFrom('', '127.0.0.1:9000', '127.0.0.1:9001', '127.0.0.1:9002'),
      fd: fc.integer({ min: 5, max: 6 }),
      tid: fc.integer({ min: 1, max: 2 }),
      descriptor: fc.constantFrom('', 'UDP:[127.0.0.1:9000]'),
    })
    fc.assert(
      fc.property(fc.array(anyMessage, { maxLength: 120 }), (messages) => {
        const fakes = messages.map(({ kind, sequence, isSent, ...rest }, index) => {
          const text = kind === 'gossip' ? kind : `${kind} ${sequence}`
          return (isSent ? sends : receives)(text, { ...rest, atUs: index * 100 })
        })
        const { protocol } = feed(new SyscallSummary({ decode: decodeWords }), fakes).summary()
        if (protocol === null) return
        const { pings, answered, open, relayed, unanswered } = protocol.cycles
        assert.ok(answered + relayed <= pings)
        assert.equal(answered + relayed + open + unanswered, pings)
        assert.ok(protocol.answers.answered <= protocol.answers.pings)
        const attributed = protocol.cycles.byCall.reduce((sum, { calls }) => sum + calls, 0)
        assert.ok(attributed * answered <= fakes.length + 1e-6)
      }),
    )
  })
})
