import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { parseStrace } from '../../../support/parse-strace.ts'

const TABLE = `% time     seconds  usecs/call     calls    errors syscall
------ ----------- ----------- --------- --------- ----------------
 76.30    0.002533          84        30         6 wait4
  4.07    0.000135           0       153           mmap
------ ----------- ----------- --------- --------- ----------------
100.00    0.003320           3       183         6 total
`

describe('the table of strace -c', () => {
  test('is told by its columns, of which some may be blank', () => {
    const { countedByStrace, counts } = parseStrace(TABLE)
    assert.deepEqual(countedByStrace, [
      { name: 'wait4', calls: 30, errors: 6, seconds: 0.002533 },
      { name: 'mmap', calls: 153, errors: 0, seconds: 0.000135 },
    ])
    assert.deepEqual([counts.notices, counts.lines], [6, 6])
  })

  test('may have its columns in another order, and fewer of them', () => {
    const { countedByStrace } = parseStrace(
      'syscall              calls  shortest\n---------------- --------- ---------\nread                     7  0.000001\n---------------- --------- ---------\ntotal                    7  0.000001\n',
    )
    assert.deepEqual(countedByStrace, [
      { name: 'read', calls: 7, errors: Number.NaN, seconds: Number.NaN },
    ])
  })

  test('ends at its totals, or where a line is no row of it', () => {
    const { calls, counts } = parseStrace(
      `${TABLE}close(3) = 0\n${TABLE.split('\n').slice(0, 3).join('\n')}\n4021  close(4) = 0\n`,
    )
    assert.equal(calls.length, 2)
    assert.equal(counts.unrecognized, 0)
  })

  test('comes once for each kind of process that there was', () => {
    const { countedByStrace, counts } = parseStrace(
      `System call usage summary for 64 bit mode:\n${TABLE}System call usage summary for 32 bit mode:\n${TABLE}`,
    )
    assert.deepEqual([countedByStrace.length, counts.notices, counts.unrecognized], [4, 14, 0])
  })
})
