import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import type { LogHead, LogVerification } from '@glovebox/api'
import { ledgerFault } from '../ledger/against-log.ts'
import { lifetime } from '../ledger/balance.ts'
import { entries } from '../ledger/history.ts'
import { charge, cost, november, openRoom, request } from '../ledger/requests.fixture.ts'
import { reserve } from '../ledger/reserve.ts'
import { canonicalJson } from '../log/canonical-json.ts'
import type { LogEvent } from '../log/entry.ts'
import { chainHash, chainStart } from '../log/hash-chain.ts'
import { type Receipt, receiptHash, spellReceipt } from '../log/receipt.ts'
import { verifyLog } from '../log/verify.ts'
import { findPublished } from '../privacy/published-rows.ts'
import { localStates } from '../store/migration/local-states.ts'
import { inSnapshot, inTransaction, type RoomState } from '../store/room-state.ts'
import { appendEntry, readEntries, readStoredLog } from './audit-log.ts'
import { boundingKey } from './bounding-key.ts'
import { knownVersion } from './data-version.ts'
import { readPin } from './pins.ts'
import { readOpening, readReceipt } from './receipts.ts'

const root = mkdtempSync(join(tmpdir(), 'glovebox-migration-'))
after(() => rmSync(root, { recursive: true }))

const draft = {
  run: 'run_a',
  submittedAt: november,
  member: 'advertiser',
  asked: { sql: 'SELECT 1' },
  collaboration: { name: 'test', hash: 'c' },
  rulesHash: 'r',
  tables: [{ name: 't', owner: 'publisher', version: 'ver_a' }],
  suppression: [],
  outputColumns: 1,
  receivers: ['advertiser', 'publisher'],
  submission: { sequence: 1, hash: 'h' },
}
const receipt: Receipt = { ...draft, version: 1, id: 'rcpt_a', status: 'ok', codes: [], finishedAt: november }
const common = { run: 'run_a', member: 'advertiser', tables: ['t'] }
const submitted: LogEvent = { ...common, kind: 'submitted', asked: draft.asked, collaborationHash: 'c', rulesHash: 'r' }
const charges = [{ owner: 'publisher', accounting: 'zcdp', loss: '5', delta: '0' }] as const
const events: readonly LogEvent[] = [
  { kind: 'pinned', member: 'publisher', table: 't', columns: [] },
  { kind: 'refused', member: 'auditor', asked: { sql: 'SELECT 2' }, reason: 'rule', codes: [] },
  submitted,
  { kind: 'charged', run: 'run_a', member: 'advertiser', question: 'q', charges },
  {
    ...common,
    kind: 'finished',
    status: 'ok',
    codes: [],
    receipt: 'rcpt_a',
    receiptHash: receiptHash(spellReceipt(receipt)),
  },
  { ...submitted, run: 'run_b' },
]

/** A state of version 3 with something in every table. */
const filled = `
  INSERT INTO runs VALUES ('run_b', '${JSON.stringify({ ...draft, run: 'run_b' })}');
  INSERT INTO receipts VALUES ('rcpt_a', '${spellReceipt(receipt)}', 5);
  INSERT INTO openings VALUES ('rcpt_a', '{"receivers":["publisher"],"owners":["publisher"],"result":{"columns":[]}}');
  INSERT INTO results VALUES ('rcpt_a', 0, '[[1],[2]]'), ('rcpt_a', 1, '[[3]]');
  INSERT INTO pins VALUES ('t', 's', '[]');
  INSERT INTO versions VALUES ('t', '[]', 'ver_a');
  INSERT INTO ledger VALUES (7, 'run_a', 'f', '${november}', 'run_a', 'advertiser', 'q', 'SELECT 1', '{}', '[]', 'spent', 'rcpt_a');
  INSERT INTO ledger_charges VALUES ('publisher', 7, 'zcdp', 2, '2026-11', 5, 0);
  INSERT INTO ledger_balances VALUES ('publisher', 2, '2026-11', 'advertiser', 'zcdp', 5, 0);
  INSERT INTO ledger_periods VALUES ('publisher', 2, '${november}', 'publisher', 'July');
  INSERT INTO ledger_policies VALUES ('publisher', '{}', '${november}');
  INSERT INTO secrets VALUES ('bounding-key', 'the key');
  INSERT INTO published VALUES ('k', 'advertiser', '${november}', '{"rows":[[1]],"intervals":[[null]]}');
`

/** A state as an earlier version left it, with the log that says `chain`. */
function oldState(name: string, version: number, chain: readonly LogEvent[], extra = ''): string {
  const folder = join(root, name)
  mkdirSync(folder)
  const database = new DatabaseSync(join(folder, 'state.db'))
  database.exec(
    `PRAGMA journal_mode = WAL; ${localStates.slice(0, version).join('')}; PRAGMA user_version = ${version}`,
  )
  let hash = chainStart
  for (const [index, event] of chain.entries()) {
    const entry = canonicalJson({ ...event, version: 1, sequence: index + 1, at: november })
    hash = chainHash(hash, entry)
    database.prepare('INSERT INTO entries VALUES (?, ?, ?)').run(index + 1, entry, hash)
    database.prepare('INSERT OR REPLACE INTO head VALUES (1, ?, ?)').run(index + 1, hash)
  }
  database.exec(extra)
  database.close()
  return folder
}

async function opened(folder: string, work: (state: RoomState) => Promise<void>): Promise<void> {
  const state = await openRoom(folder)
  try {
    await work(state)
  } finally {
    await state.store.close()
  }
}

function verifyWith(state: RoomState, noted?: LogHead): Promise<LogVerification> {
  return inSnapshot(state, async (picture) => verifyLog(await readStoredLog(picture), noted))
}

async function checkWhole(state: RoomState): Promise<void> {
  await inSnapshot(state, async (picture) => {
    const verified = await verifyLog(await readStoredLog(picture))
    assert.equal(verified.status, 'ok', JSON.stringify(verified))
    assert.equal(await ledgerFault(picture), undefined)
  })
}

test('a state from before there was a ledger keeps what it holds and gains one', async () => {
  const folder = oldState('old', 1, events.slice(0, 2))
  await opened(folder, async (state) => {
    assert.equal((await reserve(state, request('a', [charge('publisher', 'advertiser', cost(5))]))).kind, 'reserved')
  })
  await opened(folder, async (state) => {
    assert.deepEqual((await lifetime(state, { owner: 'publisher' })).zcdp, cost(5))
    const kinds = (await readEntries(state, {})).map(({ entry }) => entry.kind)
    assert.deepEqual(kinds, ['pinned', 'refused', 'charged'])
    await checkWhole(state)
  })
})

test('a room that had its state for itself keeps all of it as one collaboration’s', async () => {
  const folder = oldState('filled', 3, events, filled)
  await opened(folder, async (state) => {
    await checkWhole(state)
    assert.equal((await readReceipt(state, { run: 'run_a' }))?.sequence, 5)
    assert.deepEqual((await readOpening(state, 'rcpt_a'))?.result, { columns: [], rows: [[1], [2], [3]] })
    assert.deepEqual(await readPin(state, 't', 's'), [])
    assert.equal(await knownVersion(state, 't', '[]'), 'ver_a')
    assert.equal(await boundingKey(state), 'the key')
    assert.deepEqual(await findPublished(state, 'k'), { rows: [[1]], intervals: [[null]] })
    const [spent] = await entries(state, { owner: 'publisher' })
    assert.deepEqual([spent?.entry, spent?.receipt, spent?.period, spent?.cost], [7, 'rcpt_a', 2, cost(5)])
    assert.equal((await readEntries(state, { member: 'auditor' })).length, 1)
    const about = await state.db.selectFrom('log_tables').select('sequence').orderBy('sequence').execute()
    assert.deepEqual(
      about.map(({ sequence }) => sequence),
      [1, 3, 5, 6],
    )
    const again = await reserve(state, request('b', [charge('publisher', 'advertiser', cost(1))]))
    assert.ok(again.kind === 'reserved')
    assert.equal(again.entry, 8)
    await checkWhole(state)
  })
})

test('a head that was noted before the log was a tree is checked all the same', async () => {
  const folder = oldState('noted', 3, events, filled)
  const old = new DatabaseSync(join(folder, 'state.db'))
  const hash = String(old.prepare('SELECT hash FROM entries WHERE sequence = 4').get()?.hash)
  old.close()
  await opened(folder, async (state) => {
    assert.equal((await verifyWith(state, { sequence: 4, hash })).status, 'ok')
    const wrong = await verifyWith(state, { sequence: 3, hash })
    assert.equal(wrong.status === 'broken' && wrong.brokenAt, 3)
  })
})

const tampered: readonly [name: string, change: string, brokenAt: number][] = [
  ['an entry', `UPDATE entries SET entry = replace(entry, 'SELECT 2', 'SELECT 3') WHERE sequence = 2`, 2],
  ['a hash', `UPDATE entries SET hash = '${'0'.repeat(64)}' WHERE sequence = 2`, 2],
  ['an entry that is gone', 'DELETE FROM entries WHERE sequence = 2', 2],
  ['an end that is gone', 'DELETE FROM entries WHERE sequence = 6', 6],
  ['the hash of the head', `UPDATE head SET hash = '${'0'.repeat(64)}'`, 6],
  ['the place of the head', 'UPDATE head SET sequence = 7', 7],
]

for (const [name, change, brokenAt] of tampered) {
  test(`a log that was tampered with as a chain stays broken as a tree, also when it grows: ${name}`, async () => {
    const folder = oldState(`tampered ${name}`, 3, events, `${filled}; ${change}`)
    await opened(folder, async (state) => {
      for (let grown = 0; grown < 3; grown++) {
        const verified = await verifyWith(state)
        assert.equal(verified.status === 'broken' && verified.brokenAt, brokenAt, JSON.stringify(verified))
        await inTransaction(state, (tx) => appendEntry(tx, { ...submitted, run: `run_${grown}` }, november))
      }
    })
  })
}

test('a state that cannot be brought forward stays as it was', async () => {
  const folder = oldState('spoilt', 1, events.slice(0, 1), 'CREATE TABLE ledger_policies (x);')
  await assert.rejects(openRoom(folder))
  const database = new DatabaseSync(join(folder, 'state.db'))
  assert.equal(database.prepare('PRAGMA user_version').get()?.user_version, 1)
  assert.equal(database.prepare(`SELECT COUNT(*) AS n FROM sqlite_master WHERE name LIKE '%ledger'`).get()?.n, 0)
  database.close()
})
