import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { QueryAnswer, Room } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import { collaboration, type FakeRoom, fakeRoom, isolation } from './fake-room.suite.ts'
import { openLocalRoom } from './local-room.ts'
import { commitmentTo } from './log/tagged-hash.ts'
import type { EngineOutcome } from './port/engine.ts'

const counted = 'SELECT COUNT(*) AS n FROM people'
/** Of a table whose types the file does not declare. */
const undeclared = 'SELECT COUNT(*) AS n FROM Cities'
const secret = 'could not convert "alice@example.com"'

function ask(sql: string, member = 'advertiser'): Ask {
  return { kind: 'sql', member, sql }
}

async function receiptOf(room: Room, answer: QueryAnswer): Promise<Readonly<Record<string, unknown>>> {
  assert.ok('receipt' in answer, JSON.stringify(answer))
  const found = await room.receipt(answer.receipt)
  assert.ok(found.status === 'ok')
  return found.receipt
}

async function kinds(room: Room): Promise<readonly string[]> {
  return (await room.log({})).entries.map(({ kind, status }) => `${kind} ${status}`)
}

function codes(answer: { readonly diagnostics?: readonly { readonly code: string }[] }): readonly string[] {
  return (answer.diagnostics ?? []).map(({ code }) => code)
}

/** Everything that members share, as one text to search in. */
async function shared(room: Room, answer: QueryAnswer): Promise<string> {
  return JSON.stringify([answer, await room.log({}), await receiptOf(room, answer)])
}

test('a run gives its result, is on record from before it began, and has a receipt', async () => {
  const { room, engine } = await fakeRoom()
  const answer = await room.query(ask(counted), {})
  assert.ok(answer.status === 'ok')
  assert.deepEqual(answer.columns, [{ name: 'n', type: 'BIGINT' }])
  assert.deepEqual(answer.rows, [[7]])
  assert.equal(answer.suppression.constraints[0]?.minimum, 2)
  assert.deepEqual(answer.receivers, ['publisher', 'advertiser'])
  assert.deepEqual(
    engine.jobs.map(({ tables }) => tables.map(({ name }) => name)),
    [['people']],
    'the engine gets the tables that are read, and no others',
  )
  assert.deepEqual(await kinds(room), ['submitted submitted', 'finished ok'])
  assert.equal((await room.verifyLog({})).status, 'ok')
})

test('where an owner wants a sandbox, runs of its table need one, and their receipts say that it was wanted', async () => {
  const strict = collaboration.replace('    rule:\n', '    minimumIsolation: sandbox\n    rule:\n')
  const levels = [undefined, 'process', 'sandbox'] as const
  const told: unknown[] = []
  for (const level of levels) {
    const { room, engine } = await fakeRoom(strict)
    if (level !== undefined) Object.assign(engine, { isolation: async () => level })
    const checked = await room.check(ask(counted))
    const answer = await room.query(ask(counted), {})
    assert.equal(checked.status, answer.status)
    if (answer.status === 'ok') told.push([(await receiptOf(room, answer)).minimumIsolation, engine.jobs.length])
    else told.push([answer.status, ...codes(answer), engine.jobs.length, await kinds(room)])
    const other = await room.query(ask('SELECT COUNT(*) AS n FROM cities'), {})
    assert.equal(other.status, 'ok', 'tables that want nothing are read')
    assert.ok(!('minimumIsolation' in (await receiptOf(room, other))))
  }
  const refused = ['refused', 'RUN_ISOLATION_TOO_WEAK', 0, ['refused refused']]
  assert.deepEqual(told, [refused, refused, ['sandbox', 1]])
})

test('a receipt says what was asked under which rules, and neither rows, nor how many, nor a bare hash of them', async () => {
  const { room } = await fakeRoom()
  const answer = await room.query(ask(counted), {})
  const receipt = await receiptOf(room, answer)
  assert.deepEqual(Object.keys(receipt).sort(), [
    'asked',
    'codes',
    'collaboration',
    'commitment',
    'finishedAt',
    'id',
    'isolation',
    'member',
    'outputColumns',
    'receivers',
    'rulesHash',
    'run',
    'status',
    'submission',
    'submittedAt',
    'suppression',
    'tables',
    'version',
  ])
  assert.deepEqual(receipt.asked, { sql: counted })
  assert.deepEqual(receipt.isolation, isolation)
  assert.equal(receipt.outputColumns, 1)
})

test('the commitment of a receipt opens for a receiver, and is another one for the same result of another run', async () => {
  const { room } = await fakeRoom()
  const first = await room.query(ask(counted), {})
  const second = await room.query(ask(counted), {})
  assert.ok(first.status === 'ok' && second.status === 'ok')
  const [one, two] = [await receiptOf(room, first), await receiptOf(room, second)]
  assert.notEqual(one.commitment, two.commitment)
  const opening = await room.opening({ receipt: first.receipt, member: 'advertiser' })
  assert.ok(opening.status === 'ok' && opening.salt !== undefined)
  const result = { columns: first.columns, rows: first.rows ?? [] }
  assert.equal(commitmentTo(result, Buffer.from(opening.salt, 'hex')), one.commitment)
})

test('a member who may not receive gets no rows; the receivers open them', async () => {
  const { room } = await fakeRoom()
  const answer = await room.query(ask(counted, 'analyst'), {})
  assert.ok(answer.status === 'ok')
  assert.equal(answer.rows, undefined)
  assert.deepEqual(answer.receivers, ['publisher', 'advertiser'])
  const opened = await room.opening({ receipt: answer.receipt, member: 'publisher' })
  assert.deepEqual(opened.status === 'ok' && opened.result, { columns: answer.columns, rows: [[7]] })
  const closed = await room.opening({ receipt: answer.receipt, member: 'analyst' })
  assert.ok(closed.status === 'refused' && closed.reason === 'not-permitted')
  assert.equal((await room.opening({ receipt: 'rcpt_x', member: 'publisher' })).status, 'unknown')
})

test('a long result opens whole and in order', async () => {
  const { room, engine } = await fakeRoom()
  engine.next = async () => ({ status: 'ok', rows: Array.from({ length: 2500 }, (_, i) => [BigInt(i)]), isolation })
  const answer = await room.query(ask(counted, 'analyst'), {})
  assert.ok(answer.status === 'ok')
  const opened = await room.opening({ receipt: answer.receipt, member: 'publisher' })
  assert.deepEqual(
    opened.status === 'ok' && opened.result?.rows,
    Array.from({ length: 2500 }, (_, i) => [i]),
  )
})

const ends: readonly [name: string, outcome: EngineOutcome, status: string, code: string][] = [
  ['a run that failed', { status: 'failed', reason: secret, isolation }, 'failed', 'ENGINE_FAILED'],
  ['a run that took too long', { status: 'timed-out', isolation }, 'timed-out', 'RUN_TIMED_OUT'],
  ['a run that was cancelled', { status: 'cancelled', isolation }, 'cancelled', 'RUN_CANCELLED'],
  ['a result that is too large', { status: 'too-large', isolation }, 'failed', 'RESULT_TOO_LARGE'],
]

for (const [name, outcome, status, code] of ends) {
  test(`${name} says so, has a receipt and a whole log`, async () => {
    const { room, engine } = await fakeRoom()
    engine.next = async () => outcome
    const answer = await room.query(ask(counted), { timeoutMs: 1500 })
    assert.equal(answer.status, status)
    assert.deepEqual(codes('diagnostics' in answer ? answer : {}), [code])
    const receipt = await receiptOf(room, answer)
    assert.equal(receipt.status, status)
    assert.deepEqual(receipt.codes, [code])
    assert.equal(receipt.commitment, undefined)
    assert.equal((await room.verifyLog({})).status, 'ok')
  })
}

test('why a run failed is for the owner of all its data alone', async () => {
  const { room, engine } = await fakeRoom()
  engine.next = async () => ({ status: 'failed', reason: secret, isolation })
  const answer = await room.query(ask(counted), {})
  assert.ok(answer.status === 'failed')
  assert.ok(!(await shared(room, answer)).includes('alice'))
  const owners = await room.opening({ receipt: answer.receipt, member: 'publisher' })
  assert.equal(owners.status === 'ok' && owners.reason, secret)
  const receivers = await room.opening({ receipt: answer.receipt, member: 'advertiser' })
  assert.ok(!JSON.stringify(receivers).includes('alice'))
})

test('where the data of several owners was read, why it failed is for none of them', async () => {
  const { room, engine } = await fakeRoom()
  engine.next = async () => ({ status: 'failed', reason: secret, isolation })
  const sql = 'SELECT COUNT(*) AS n FROM people JOIN cities ON people.user_id = cities.user_id'
  const answer = await room.query(ask(sql), {})
  assert.ok(answer.status === 'failed', JSON.stringify(answer))
  for (const member of ['publisher', 'advertiser', 'analyst']) {
    const opening = await room.opening({ receipt: answer.receipt, member })
    assert.ok(!JSON.stringify(opening).includes('alice'), member)
  }
})

test('an engine with a bug fails its run on record, and the bug is not swallowed', async () => {
  const { room, engine } = await fakeRoom()
  engine.next = async () => {
    throw new TypeError('a bug')
  }
  await assert.rejects(room.query(ask(counted), {}), TypeError)
  assert.deepEqual((await kinds(room)).slice(-2), ['submitted submitted', 'finished failed'])
  assert.equal((await room.verifyLog({})).status, 'ok')
})

test('the caller’s signal and time reach the engine', async () => {
  const { room, engine } = await fakeRoom()
  const { signal } = new AbortController()
  engine.next = async (_, control) => {
    assert.equal(control.signal, signal)
    return { status: 'cancelled', isolation }
  }
  await room.query(ask(counted), { signal, timeoutMs: 1234 })
  assert.equal(engine.jobs[0]?.limits.timeoutMs, 1234)
})

test('what is refused does not run, and is on record with its codes', async () => {
  const { room, engine } = await fakeRoom()
  const answer = await room.query(ask('SELECT user_id FROM people'), {})
  assert.ok(answer.status === 'refused' && answer.reason === 'rule')
  assert.equal(engine.jobs.length, 0)
  const last = (await room.log({})).entries.at(-1)
  assert.equal(last?.kind, 'refused')
  assert.equal(last?.query, 'SELECT user_id FROM people')
})

for (const [member, code] of [
  ['publisher', 'MEMBER_MAY_NOT_QUERY'],
  ['nobody', 'MEMBER_UNKNOWN'],
] as const) {
  test(`${member} may not ask, whatever it asks`, async () => {
    const { room, engine } = await fakeRoom()
    for (const sql of [counted, 'SELECT nonsense']) {
      const answer = await room.query(ask(sql, member), {})
      assert.ok(answer.status === 'refused' && answer.reason === 'not-permitted')
      assert.ok(codes(answer).includes(code))
    }
    const checked = await room.check(ask(counted, member))
    assert.equal(checked.reason, 'not-permitted')
    assert.equal(engine.jobs.length, 0)
  })
}

test('a result that nobody may receive is not computed', async () => {
  const { room, engine } = await fakeRoom(`${collaboration}receivers: { people: [] }\n`)
  const answer = await room.query(ask(counted), {})
  assert.ok(answer.status === 'refused', JSON.stringify(answer))
  assert.equal(engine.jobs.length, 0)
})

test('receivers of a table narrow who gets a result that reads it', async () => {
  const { room } = await fakeRoom(`${collaboration}receivers: { people: [publisher] }\n`)
  const answer = await room.query(ask(counted), {})
  assert.ok(answer.status === 'ok', JSON.stringify(answer))
  assert.deepEqual(answer.receivers, ['publisher'])
  assert.equal(answer.rows, undefined)
})

test('every verb refuses a file with mistakes, with places in the file', async () => {
  const { room } = await fakeRoom(collaboration.replace('owner: publisher', 'owner: nobody'))
  const answers = [
    await room.validate({ pin: false }),
    await room.check(ask(counted)),
    await room.explain(ask(counted)),
    await room.query(ask(counted), {}),
  ]
  for (const answer of answers) {
    assert.ok(answer.status === 'refused')
    assert.equal(answer.reason, 'validation')
    const { at } = answer.diagnostics[0] ?? {}
    assert.equal(answer.text?.slice(at?.start, at?.end), 'nobody')
  }
})

test('looking at a room leaves no trace', async () => {
  const { room, folder } = await fakeRoom(collaboration, { createsState: false })
  await room.validate({ pin: false })
  assert.deepEqual(await room.log({}), { entries: [] })
  assert.equal((await room.verifyLog({})).status, 'ok')
  assert.equal((await room.receipt('rcpt_x')).status, 'unknown')
  assert.ok(!existsSync(join(folder, '.glovebox')))
})

test('a file that is not there is refused, and no state is begun beside it', async () => {
  const { folder } = await fakeRoom(collaboration, { createsState: false })
  const opened = await openLocalRoom({ file: join(folder, 'other.yaml') })
  assert.ok(!opened.ok)
  assert.deepEqual(codes(opened), ['FILE_UNREADABLE'])
  assert.ok(!existsSync(join(folder, '.glovebox')))
})

test('a state that cannot be used is refused, and left as it is', async () => {
  const { folder } = await fakeRoom(collaboration, { createsState: false })
  const state = join(folder, '.glovebox')
  mkdirSync(state)
  writeFileSync(join(state, 'state.db'), 'somebody else’s')
  const opened = await openLocalRoom({ file: join(folder, 'collaboration.yaml') })
  assert.ok(!opened.ok)
  assert.deepEqual(codes(opened), ['STATE_UNUSABLE'])
  assert.equal(readFileSync(join(state, 'state.db'), 'utf8'), 'somebody else’s')
})

test('the version of the data in receipts changes with the data, and only then', async () => {
  const { room, folder } = await fakeRoom()
  const version = async (): Promise<unknown> => {
    const receipt = await receiptOf(room, await room.query(ask(counted), {}))
    return (receipt.tables as readonly { readonly version: string }[])[0]?.version
  }
  const first = await version()
  assert.equal(await version(), first)
  writeFileSync(join(folder, 'people.csv'), 'user_id,city\n2,Berlin\n')
  utimesSync(join(folder, 'people.csv'), 1, 1)
  assert.notEqual(await version(), first)
})

const tampered: readonly [name: string, sql: string][] = [
  ['an entry', `UPDATE log_entries SET entry = replace(entry, 'COUNT', 'count') WHERE sequence = 2`],
  ['a receipt', `UPDATE receipts SET receipt = replace(receipt, 'advertiser', 'publisher')`],
  ['the end', 'DELETE FROM log_entries WHERE sequence = 3'],
]

for (const [name, sql] of tampered) {
  test(`whoever changes ${name} in the state is found out`, async () => {
    const { room, folder, reopen } = await fakeRoom()
    await room.query(ask(undeclared), {})
    await room.close()
    const database = new DatabaseSync(join(folder, '.glovebox', 'state.db'))
    assert.equal(database.prepare(sql).run().changes, 1)
    database.close()
    assert.equal((await (await reopen()).verifyLog({})).status, 'broken')
  })
}

test('explain shows the relation before and after thresholds, and the SQL for the engine', async () => {
  const { room }: FakeRoom = await fakeRoom()
  const answer = await room.explain(ask('SELECT city, COUNT(*) AS n FROM people GROUP BY city'))
  assert.ok(answer.status === 'ok', JSON.stringify(answer))
  assert.notEqual(answer.relation, answer.protectedRelation)
  assert.match(answer.emitted[0]?.sql ?? '', /SELECT/)
  assert.equal(answer.suppression.constraints.length, 1)
})

test('members are who the file says they are', async () => {
  const { room } = await fakeRoom()
  assert.deepEqual(await room.members(), [
    { name: 'publisher', abilities: ['receive'] },
    { name: 'advertiser', abilities: ['query', 'receive'] },
    { name: 'analyst', abilities: ['query'] },
  ])
})
