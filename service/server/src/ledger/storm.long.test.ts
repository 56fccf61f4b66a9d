import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withRoom } from './requests.fixture.ts'
import { killAgainAndAgain, type Spender, spendAll } from './storm.suite.ts'

test('a thousand charges of four processes at once spend the budget to the unit', () =>
  withRoom(async (state, folder) => {
    const caps = { all: 600, member: 170 }
    const spenders = ['a', 'b', 'c', 'd'].map(
      (member, place): Spender => ({ member, mode: place % 2 === 0 ? 'each' : 'group', count: 250, releases: 'keep' }),
    )
    assert.equal((await spendAll({ state, folder, place: folder }, spenders, caps)).length, caps.all)
  }))

test('processes that are killed again and again lose nothing, get nothing back and never pass a budget', () =>
  withRoom(async (state, folder) => {
    const caps = { all: 2000, member: 900 }
    const spenders = (['each', 'group', 'each'] as const).map(
      (mode, place): Spender => ({ member: `m${place}`, mode, count: 2000, releases: 'release' }),
    )
    assert.equal(
      (await killAgainAndAgain({ state, folder, place: folder }, spenders, caps, { rounds: 25, pace: 1 })).length,
      caps.all,
    )
  }))
