import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Room } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import { integerType, textType } from '@glovebox/sql'
import { fakeRoom } from './fake-room.suite.ts'

const peopleColumns = [{ name: 'user_id', engineType: 'BIGINT', type: integerType }]
const counted = 'SELECT COUNT(*) AS n FROM people'
/** Of a table whose types the file does not declare. */
const undeclared = 'SELECT COUNT(*) AS n FROM Cities'
const secret = 'could not convert "alice@example.com"'

function ask(sql: string, member = 'advertiser'): Ask {
  return { kind: 'sql', member, sql }
}

async function kinds(room: Room): Promise<readonly string[]> {
  return (await room.log({})).entries.map(({ kind, status }) => `${kind} ${status}`)
}

function codes(answer: { readonly diagnostics?: readonly { readonly code: string }[] }): readonly string[] {
  return (answer.diagnostics ?? []).map(({ code }) => code)
}

test('a source without files is refused at its place, before anything is on record', async () => {
  const { room, folder } = await fakeRoom()
  rmSync(join(folder, 'people.csv'))
  for (const answer of [await room.query(ask(counted), {}), await room.validate({ pin: false })]) {
    assert.ok(answer.status === 'refused' && answer.reason === 'validation')
    const found = answer.diagnostics.find(({ code }) => code === 'SOURCE_NOT_FOUND')
    assert.equal(answer.text.slice(found?.at?.start, found?.at?.end), 'people.csv')
  }
  assert.deepEqual(await kinds(room), [])
})

test('a source that cannot be read is refused without the engine’s words', async () => {
  const { room, engine } = await fakeRoom()
  engine.columns = { status: 'failed', reason: secret }
  for (const answer of [await room.check(ask(undeclared)), await room.validate({ pin: false })]) {
    assert.equal(answer.status, 'refused')
    assert.ok(codes(answer).includes('SOURCE_UNREADABLE'))
    assert.ok(!JSON.stringify(answer).includes('alice'))
  }
})

test('a source that cannot be read stands in the way of its own table alone', async () => {
  const { room, engine } = await fakeRoom()
  engine.columns = { status: 'failed', reason: secret }
  assert.equal((await room.query(ask(counted), {})).status, 'ok')
  assert.deepEqual(engine.described, [])
  const both = await room.query(ask('SELECT COUNT(*) AS n FROM people, "cities"'), {})
  assert.ok(both.status === 'refused')
  assert.deepEqual(codes(both), ['SOURCE_UNREADABLE'])
})

test('types are found at first use, pinned, and not looked for again', async () => {
  const { room, engine, reopen } = await fakeRoom()
  await room.check(ask(undeclared))
  await room.check(ask(undeclared))
  assert.equal(engine.described.length, 1)
  const again = await reopen()
  await again.query(ask(undeclared), {})
  assert.equal(engine.described.length, 1)
})

test('validate warns where a source is not what was pinned, and pins it afresh when told to', async () => {
  const { room, engine } = await fakeRoom()
  await room.validate({ pin: true })
  engine.columns = {
    status: 'ok',
    columns: [
      { name: 'user_id', engineType: 'VARCHAR', type: { kind: 'text' } },
      { name: 'city', engineType: 'VARCHAR', type: { kind: 'text' } },
    ],
  }
  assert.deepEqual(await cityColumns(room), ['user_id BIGINT', 'city VARCHAR'])
  const warned = await room.validate({ pin: false })
  assert.equal(warned.status, 'ok')
  assert.ok(codes(warned).includes('SOURCE_CHANGED'))
  const pinned = await room.validate({ pin: true })
  assert.ok(!codes(pinned).includes('SOURCE_CHANGED'))
  assert.deepEqual(await cityColumns(room), ['user_id VARCHAR', 'city VARCHAR'])
  assert.deepEqual(await kinds(room), ['pinned ok', 'pinned ok'])
})

async function cityColumns(room: Room): Promise<readonly string[]> {
  const answer = await room.validate({ pin: false })
  assert.ok(answer.status === 'ok')
  return (answer.tables.find(({ table }) => table === 'cities')?.columns ?? []).map(
    ({ name, type }) => `${name} ${type}`,
  )
}

test('a column of a type that SQL cannot use is left out with a warning', async () => {
  const { room } = await fakeRoom()
  const answer = await room.validate({ pin: false })
  assert.ok(codes(answer).includes('SOURCE_COLUMN_TYPE'))
  assert.deepEqual(await cityColumns(room), ['user_id BIGINT', 'city VARCHAR'])
})

const oddNames: readonly (readonly [why: string, names: readonly string[], usable: readonly string[]])[] = [
  ['stands twice', ['city', 'n', 'n'], ['city']],
  ['differs only in case', ['id', 'city', 'ID'], ['city']],
  ['is empty', ['city', ''], ['city']],
  ['does not show', ['city', 'a\0b', 'c\u202ed', 'e\nf'], ['city']],
]

for (const [why, names, usable] of oddNames)
  test(`a column whose name ${why} is left out with a warning`, async () => {
    const { room, engine } = await fakeRoom()
    engine.columns = {
      status: 'ok',
      columns: names.map((name) => ({ name, engineType: 'VARCHAR', type: textType })),
      unread: ['they are not UTF-8'],
    }
    const answer = await room.query(ask('SELECT * FROM cities'), {})
    assert.ok(answer.status === 'ok', JSON.stringify(answer))
    assert.deepEqual(
      engine.jobs[0]?.tables.flatMap(({ columns }) => columns.map(({ name }) => name)),
      usable,
    )
    engine.columns = { ...engine.columns, columns: [...engine.columns.columns, ...peopleColumns] }
    const report = await room.validate({ pin: true })
    assert.ok(codes(report).includes('SOURCE_COLUMN_NAME'))
    assert.ok(codes(report).includes('SOURCE_LINES_UNREAD'))
  })
