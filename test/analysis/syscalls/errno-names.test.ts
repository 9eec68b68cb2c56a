import assert from 'node:assert/strict'
import { constants } from 'node:os'
import { test } from 'node:test'
import { errnoName } from '../../../analysis/syscalls/errno-names.ts'

test('errors are called as the system calls them', {
  skip: process.platform !== 'linux' && 'the numbers are those of Linux',
}, () => {
  const byNumber = Map.groupBy(Object.entries(constants.errno), ([, number]) => number)
  for (const [number, names] of byNumber) {
    const known = names.map(([name]) => name)
    assert.ok(known.includes(errnoName(number)), `${number}: ${known.join()}`)
  }
})

test('what nobody has a name for keeps its number, and what the kernel says to itself has a name', () => {
  assert.equal(errnoName(999), 'ERRNO_999')
  assert.equal(errnoName(41), 'ERRNO_41')
  assert.equal(errnoName(512), 'ERESTARTSYS')
  assert.equal(errnoName(133), 'EHWPOISON')
})
