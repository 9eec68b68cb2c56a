import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { type KeptCall, parseStrace } from '../../../support/parse-strace.ts'

describe('a call in two lines', () => {
  test('is joined by thread, with its time from the first and its result from the second', () => {
    const { calls, counts, unfinished } = parseStrace(
      `10 1795398046.000001 recvfrom(4<UDP:[127.0.0.1:9000]>,  <unfinished ...>
11 1795398046.000002 recvfrom(5,  <unfinished ...>
10 1795398046.000009 <... recvfrom resumed>"hi", 64, 0, NULL, NULL) = 2 <0.000008>
11 1795398046.000010 <... recvfrom resumed>"you", 64, 0, {sa_family=AF_INET, sin_port=htons(9), sin_addr=inet_addr("10.0.0.1")}, [16]) = 3 <0.000007>
`,
      { pieceBytes: 17 },
    )
    assert.equal(unfinished, 0)
    assert.deepEqual([counts.calls, counts.continuations], [2, 2])
    const [first, second] = calls
    assert.deepEqual(
      [first?.startNs, first?.fd, first?.descriptor],
      [1000, 4, 'UDP:[127.0.0.1:9000]'],
    )
    assert.deepEqual(first?.messages, [{ peer: '', text: 'hi', sizeBytes: 2 }])
    assert.deepEqual(second?.messages, [{ peer: '10.0.0.1:9', text: 'you', sizeBytes: 3 }])
  })

  test('goes on in the process when its thread called execve', () => {
    const { calls, unfinished } = parseStrace(
      `4021  pause( <unfinished ...>
4022  1795398046.5 execve("/bin/true", ["true"], 0x7f /* 3 vars */ <pid changed to 4021 ...>
4021  1795398046.6 +++ superseded by execve in pid 4022 +++
4021  1795398046.7 <... execve resumed>) = 0 <0.2>
`,
    )
    assert.deepEqual(calls.map(inShort), ['execve 0 200000000'])
    assert.deepEqual([calls[0]?.tid, calls[0]?.startNs, unfinished], [4021, 5e8, 1])
  })

  test('is found when only one process is left, and lines lose their pid', () => {
    const { calls, unfinished } = parseStrace(
      `vfork(strace: Process 52 attached
strace: Process 53 attached
 <unfinished ...>
[pid    52] execve("x", 0x1, 0x2) = 0
[pid    51] <... vfork resumed>) = 52
[pid    51] wait4(-1,  <unfinished ...>
[pid    52] +++ exited with 0 +++
<... wait4 resumed>NULL, 0, NULL) = 52
close(3) = 0
`,
    )
    assert.deepEqual(
      calls.map(({ tid, name }) => `${tid} ${name}`),
      ['52 execve', '51 vfork', '51 wait4', '51 close'],
    )
    assert.equal(unfinished, 0)
  })

  test("is whole again behind strace's own words, and behind what the program wrote there", () => {
    const { calls, counts, unrecognized } = parseStrace(
      `newfstatat(3, "", strace: Process 52 attached
{st_mode=S_IFREG|0644}, AT_EMPTY_PATH) = 0
write(2, "Killed\\n", 7Killed
) = 7
`,
    )
    assert.deepEqual(calls.map(inShort), ['newfstatat 0', 'write 7'])
    assert.deepEqual([counts.continuations, unrecognized], [2, []])
  })

  test('may never end: detached, killed, cut off', () => {
    const { counts, unfinished } = parseStrace(
      `10 read(3,  <detached ...>
11 read(3,  <unfinished ...>
12 read(3,  <unfinished ...>
11 +++ killed by SIGKILL +++
13 rea`,
    )
    assert.deepEqual([unfinished, counts.continuations, counts.unrecognized], [3, 4, 0])
  })
})

test('what is kept of calls that never end is bounded', () => {
  const bytes = 4_000_000
  const lines = Array.from(
    { length: 100_000 },
    (_, index) =>
      `${index + 1} write(1, "${'x'.repeat(index % 5 === 0 ? 2000 : 20)}", 9 <unfinished ...>\n`,
  )
  const { counts, unfinished } = parseStrace(lines.join(''), { pieceBytes: bytes })
  assert.deepEqual([counts.continuations, unfinished], [100_000, 100_000])
})

function inShort({ name, result, durationNs }: KeptCall): string {
  return Number.isNaN(durationNs) ? `${name} ${result}` : `${name} ${result} ${durationNs}`
}
