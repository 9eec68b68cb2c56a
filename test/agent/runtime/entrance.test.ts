import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Entrance } from '../../../agent/runtime/entrance.ts'

/** A driver on virtual time: what was deferred runs at once, the alarm rings when it is told to. */
function standstill() {
  let ring = () => {}
  let dueMs = Number.POSITIVE_INFINITY
  return {
    driver: {
      clock: { nowMs: () => 0 },
      defer: (act: () => void) => act(),
      alarm: (act: () => void) => {
        ring = act
        const set = (ms: number): void => {
          dueMs = ms
        }
        return { set }
      },
    },
    ring: () => ring(),
    isSet: () => dueMs !== Number.POSITIVE_INFINITY,
  }
}

test('a few agents enter together, and nobody waits', () => {
  const entered: number[] = []
  const { driver, isSet } = standstill()
  new Entrance(driver, 4, (index) => entered.push(index)).open()
  assert.deepEqual(entered, [0, 1, 2, 3])
  assert.equal(isSet(), false)
})

test('of many the next enters when one has joined, and only then', () => {
  const entered: number[] = []
  const { driver, isSet } = standstill()
  const entrance = new Entrance(driver, 100, (index) => entered.push(index))
  entrance.open()
  assert.equal(entered.length, 8)
  assert.equal(isSet(), true)
  entrance.joined(3)
  entrance.joined(0)
  assert.deepEqual(entered.slice(8), [8, 9])
  assert.equal(isSet(), false)
})

test('whoever gives up makes room, and nobody makes it twice', () => {
  const entered: number[] = []
  const { driver } = standstill()
  const entrance = new Entrance(driver, 100, (index) => entered.push(index))
  entrance.open()
  entrance.joined(0)
  entrance.stopped(1)
  assert.deepEqual(entered.slice(8), [8, 9])
  entrance.stopped(0)
  assert.equal(entered.length, 10)
})

test('those who wait enter in the end though nobody joins, each once', () => {
  const entered: number[] = []
  const { driver, ring, isSet } = standstill()
  new Entrance(driver, 20, (index) => entered.push(index)).open()
  while (isSet()) ring()
  assert.deepEqual(
    entered,
    Array.from({ length: 20 }, (_, index) => index),
  )
})

test('many who entered while nobody joined are let join before others enter', () => {
  const entered: number[] = []
  const { driver, ring } = standstill()
  const entrance = new Entrance(driver, 100, (index) => entered.push(index))
  entrance.open()
  ring()
  ring()
  assert.equal(entered.length, 24)
  for (let index = 0; index < 16; index++) entrance.joined(index)
  assert.equal(entered.length, 24)
  entrance.joined(16)
  assert.equal(entered.length, 25)
})

test('nobody enters a group that was closed', () => {
  const entered: number[] = []
  const { driver, ring } = standstill()
  const entrance = new Entrance(driver, 20, (index) => entered.push(index))
  entrance.open()
  entrance.close()
  ring()
  entrance.joined(0)
  assert.equal(entered.length, 8)
})
