import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseStrace } from '../../../support/parse-strace.ts'

const V4 = '{sa_family=AF_INET, sin_port=htons(9001), sin_addr=inet_addr("127.0.0.1")}'
const V6 =
  '{sa_family=AF_INET6, sin6_port=htons(9001), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=0}'
const HEX = '"\\x31\\x32\\x37\\x2e\\x30\\x2e\\x30\\x2e\\x31"'
const TWO = '[{iov_base="one", iov_len=3}, {iov_base="two\\n", iov_len=50}], msg_iovlen=2'

/** A call, and `peer size bytes` of what it carried. */
const CALLS: readonly (readonly [line: string, messages: readonly string[]])[] = [
  [`sendto(4, "ping", 4, 0, ${V4}, 16) = 4`, ['127.0.0.1:9001 4 ping']],
  [`sendto(4, "ping", 4, 0, ${V6}, 28) = 4`, ['[::1]:9001 4 ping']],
  [`recvfrom(4, "hi", 64, 0, ${V4}, [128 => 16]) = 2`, ['127.0.0.1:9001 2 hi']],
  ['recvfrom(4, 0x7ffe, 64, MSG_DONTWAIT, NULL, NULL) = -1 EAGAIN (Try again)', []],
  ['recvfrom(4, 0x7ffe, 64, 0, NULL, NULL) = ? ERESTARTSYS (To be restarted)', []],
  ['recvfrom(3, "", 100, 0, NULL, NULL) = 0', [' 0 ']],
  ['sendto(4, 0x7ffe, 9, 0, NULL, 0) = 9', [' 9 –']],
  ['sendto(4, "\\7\\7"..., 200, 0, NULL, 0) = 200', [' 200 \x07\x07']],
  [
    'sendto(4, "a\\"b\\\\\\n\\t\\r\\v\\f\\0\\18\\377c", 14, 0, NULL, 0) = 14',
    [' 14 a"b\\\n\t\r\v\f\0\x018\xffc'],
  ],
  ['sendto(4, "\\x00\\xfF\\x7", 3, 0, NULL, 0) = 4', [' 4 \0\xffx7']],
  [
    `sendto(4, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(9001), sin_addr=inet_addr(${HEX})}, 16) = 1`,
    ['127.0.0.1:9001 1 x'],
  ],
  ['sendto(4, "x", 1, 0, {sa_family=AF_UNIX, sun_path="/run/a}"}, 16) = 1', [' 1 x']],
  ['sendto(fd=4, buf="x", len=1, flags=0, dest_addr=NULL, addrlen=0) = 1', [' 1 x']],
  [
    `sendmsg(4, {msg_name=${V4}, msg_namelen=16, msg_iov=${TWO}, msg_controllen=0, msg_flags=0}, 0) = 7`,
    ['127.0.0.1:9001 7 onetwo\n'],
  ],
  [
    `recvmsg(4, {msg_name=${V6}, msg_namelen=128 => 28, msg_iov=${TWO}, msg_control=[{cmsg_len=20, cmsg_data="zz"}], msg_flags=0}, 0) = 7`,
    ['[::1]:9001 7 onetwo\n'],
  ],
  ['recvmsg(3, {msg_namelen=16}, MSG_DONTWAIT) = -1 EAGAIN (Try again)', []],
  [
    `sendmmsg(4, [{msg_hdr={msg_name=${V4}, msg_namelen=16, msg_iov=${TWO}, msg_flags=0}, msg_len=7}, {msg_hdr={msg_name=${V6}, msg_iov=[{iov_base="three", iov_len=5}]}, msg_len=5}, {msg_hdr={msg_name=NULL, msg_iov=[{iov_base="no", iov_len=2}]}}], 3, 0) = 2`,
    ['127.0.0.1:9001 7 onetwo\n', '[::1]:9001 5 three'],
  ],
  [
    'sendmmsg(4, [{msg_hdr={msg_name=NULL, msg_iov=[{iov_base="no", iov_len=2}]}}], 1, 0) = 1',
    [' 2 no'],
  ],
  ['recvmmsg(4, 0x7ffe, 8, MSG_DONTWAIT, NULL) = 0', []],
  ['write(4<UDP:[127.0.0.1:9000->127.0.0.1:9001]>, "x", 1) = 1', ['127.0.0.1:9001 1 x']],
  ['read(4<UDPv6:[[::1]:9000->[::1]:9001]>, "x", 10) = 1', ['[::1]:9001 1 x']],
  ['write(4<TCP:[127.0.0.1:9000]>, "x", 1) = 1', [' 1 x']],
  [
    'writev(4<UDP:[127.0.0.1:9000->10.0.0.1:1]>, [{iov_base="a", iov_len=1}, {iov_base="b", iov_len=1}], 2) = 2',
    ['10.0.0.1:1 2 ab'],
  ],
  ['write(1</tmp/UDP:[x->y]>, "x", 1) = 1', []],
  ['write(1, "x", 1) = 1', []],
  ['read(3<pipe:[12]>, "x", 1) = 1', []],
]

describe('what a call carried:', () => {
  for (const [line, expected] of CALLS) {
    test(line, () => {
      const { calls, unrecognized } = parseStrace(`${line}\n`)
      assert.deepEqual(unrecognized, [])
      const messages = calls[0]?.messages ?? []
      assert.deepEqual(
        messages.map(({ peer, sizeBytes, text = '–' }) => `${peer} ${sizeBytes} ${text}`),
        expected,
      )
    })
  }
})

describe('a descriptor', () => {
  test('is the first argument, of calls that take one', () => {
    const fds = (line: string) => parseStrace(`${line}\n`).calls[0]?.fd
    assert.equal(fds('close(3) = 0'), 3)
    assert.equal(fds('close(fd=9) = 0'), 9)
    assert.equal(fds('close(17</a b>) = 0'), 17)
    assert.equal(fds('openat(AT_FDCWD</tmp>, "x", O_RDONLY) = 3'), -1)
    assert.equal(fds('exit_group(0) = ?'), -1)
    assert.equal(fds('fstat(-1, 0x7f) = -1 EBADF (Bad file descriptor)'), -1)
    assert.equal(fds('kill(4021, SIGTERM) = 0'), -1)
  })

  test('is what the capture decodes it to', () => {
    const is = (line: string) => parseStrace(`${line}\n`).calls[0]?.descriptor
    assert.equal(is('close(3) = 0'), '')
    assert.equal(is('close(3</srv/log>) = 0'), '/srv/log')
    assert.equal(is('close(3</tmp/x \\74y\\76 \\303\\274>(deleted)) = 0'), '/tmp/x <y> ü')
    assert.equal(is('close(3<\\x2f\\x61>) = 0'), '/a')
    assert.equal(is('close(3</dev/null<char 1:3>>) = 0'), '/dev/null<char 1:3>')
    assert.equal(
      is('close(3<UDPv6:[[::1]:9000->[::1]:9001]>) = 0'),
      'UDPv6:[[::1]:9000->[::1]:9001]',
    )
    assert.equal(is('close(3<anon_inode:[eventpoll]>) = 0'), 'anon_inode:[eventpoll]')
    assert.equal(is('kill(3<node>, SIGTERM) = 0'), '')
  })
})
