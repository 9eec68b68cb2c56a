import assert from 'node:assert/strict'
import { availableParallelism } from 'node:os'
import { describe, test } from 'node:test'
import { Entrance } from '../../../agent/runtime/entrance.ts'
import { HandDriver } from '../../support/hand-driver.ts'

/** An entrance, who has entered through it, and the time in the test's hand. */
function entranceOf(count: number, members = 0, gone: readonly number[] = []) {
  const driver = new HandDriver()
  const entered: number[] = []
  const enter = (index: number): boolean => {
    if (gone.includes(index)) return false
    entered.push(index)
    return true
  }
  const entrance = new Entrance({ driver, count, enter, membersOf: () => members })
  return { driver, entered, entrance }
}

describe('the entrance', () => {
  test('lets a few in together, and nobody waits', () => {
    const { driver, entered, entrance } = entranceOf(4)
    entrance.open()
    assert.deepEqual(entered, [0, 1, 2, 3])
    assert.equal(driver.dueMs, Number.POSITIVE_INFINITY)
  })

  test('lets the next of many in when one has joined, and only then', () => {
    const { driver, entered, entrance } = entranceOf(100)
    entrance.open()
    assert.equal(entered.length, 8)
    entrance.joined(3)
    entrance.joined(0)
    driver.turn()
    assert.deepEqual(entered.slice(8), [8, 9])
    driver.pass(60_000)
    assert.equal(entered.length, 10)
  })

  test('takes its time with each, the longer the more members there are', () => {
    const [few, many] = [100, 1000].map((members) => {
      const { driver, entered, entrance } = entranceOf(100, members)
      entrance.open()
      for (let index = 0; index < 100; index++) {
        entrance.joined(index)
        while (entered.length < Math.min(100, index + 9)) driver.pass(1)
      }
      return driver.nowMs
    })
    const gapMs = 80 / availableParallelism()
    assert.ok(few !== undefined && many !== undefined)
    assert.ok(Math.abs(many - 91 * gapMs) <= 2 * 91, `${many} ms`)
    assert.ok(few < many / 5, `${few} ms`)
  })

  test('keeps no place for those that are gone before it is their turn', () => {
    const gone = Array.from({ length: 20 }, (_, index) => 8 + index)
    const { driver, entered, entrance } = entranceOf(40, 0, gone)
    entrance.open()
    entrance.joined(0)
    driver.turn()
    assert.deepEqual(entered.slice(8), [28])
    for (const index of entered) entrance.joined(index)
    driver.turn()
    assert.equal(entered.length, 17)
  })

  test('lets another in for one that gives up, and for none twice', () => {
    const { driver, entered, entrance } = entranceOf(100)
    entrance.open()
    entrance.joined(0)
    entrance.stopped(1)
    driver.turn()
    assert.deepEqual(entered.slice(8), [8, 9])
    entrance.stopped(0)
    driver.turn()
    assert.equal(entered.length, 10)
  })

  test('lets all in in the end though nobody joins, each once', () => {
    const { driver, entered, entrance } = entranceOf(20)
    entrance.open()
    driver.pass(1000)
    assert.deepEqual(
      entered,
      Array.from({ length: 20 }, (_, index) => index),
    )
    assert.equal(driver.dueMs, Number.POSITIVE_INFINITY)
  })

  test('has many who entered while nobody joined join before others enter', () => {
    const { driver, entered, entrance } = entranceOf(100)
    entrance.open()
    driver.pass(500)
    assert.equal(entered.length, 24)
    for (let index = 0; index < 16; index++) entrance.joined(index)
    driver.turn()
    assert.equal(entered.length, 24)
    entrance.joined(16)
    driver.turn()
    assert.equal(entered.length, 25)
  })

  test('lets nobody into a group that was closed', () => {
    const { driver, entered, entrance } = entranceOf(20)
    entrance.open()
    entrance.close()
    entrance.joined(0)
    driver.pass(60_000)
    assert.equal(entered.length, 8)
  })
})
