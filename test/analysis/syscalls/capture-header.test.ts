import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CaptureHeader } from '../../../analysis/syscalls/capture-header.ts'

test('the header of a capture says what calls and descriptors are', () => {
  const header = new CaptureHeader()
  const lines = [
    '# swimbench bpftrace 2 clock=boot',
    '# calls 0=read 156=_sysctl',
    '# fd 12 30 UDP:[127.0.0.1:9000]',
  ]
  assert.deepEqual(
    lines.map((line) => header.take(line)),
    [true, true, true],
  )
  assert.deepEqual([header.nameOf('156'), header.nameOf('7')], ['_sysctl', 'syscall_7'])
  assert.equal(header.descriptorOf('12', 30), 'UDP:[127.0.0.1:9000]')
  assert.equal(header.onlyPid, '12')
  header.forget('12', 30)
  assert.equal(header.descriptorOf('12', 30), '')
  header.take('# fd 13 1 pipe:[5]')
  assert.equal(header.onlyPid, undefined)
})

test('a line that is none of ours is refused, and no line takes more than its room', () => {
  const header = new CaptureHeader()
  for (const line of ['# calls x', '# fd 1 2', '# fd a 2 x', '# something else']) {
    assert.equal(header.take(line), false, line)
  }
  const endless = Array.from({ length: 2000 }, (_, number) => `${number}=a`).join(' ')
  assert.equal(header.take(`# calls ${endless}`), false)
})
