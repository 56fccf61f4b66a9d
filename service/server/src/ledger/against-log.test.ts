import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import { inSnapshot } from '../store/room-state.ts'
import { ledgerFault } from './against-log.ts'
import { openPeriod } from './budget.ts'
import { charge, cost, november, request, withRoom } from './requests.fixture.ts'
import { reserve } from './reserve.ts'
import { settle } from './settle.ts'

const edits: readonly (readonly [name: string, edit: string, isFound: boolean])[] = [
  ['nothing', 'SELECT 1', false],
  ['a lowered balance', 'UPDATE ledger_balances SET loss = loss - 1 WHERE loss > 0', true],
  ['a lowered delta', 'UPDATE ledger_balances SET delta = delta - 1 WHERE delta > 0', true],
  ['a balance of another member', `UPDATE ledger_balances SET member = 'z' WHERE member = 'x'`, true],
  ['a balance moved to another month', `UPDATE ledger_balances SET month = '2020-01' WHERE member = 'x'`, true],
  ['missing balances', 'DELETE FROM ledger_balances', true],
  ['a charge that seems given back', `UPDATE ledger_entries SET status = 'released' WHERE key = 'b'`, true],
  ['missing charges', 'DELETE FROM ledger_charges', true],
]
for (const [name, edit, isFound] of edits)
  test(`a ledger with ${name} ${isFound ? 'is found out by' : 'agrees with'} the log`, () =>
    withRoom(async (state) => {
      await reserve(state, request('a', [charge('publisher', 'x', cost(5, 2)), charge('retailer', 'x', cost(1))]))
      await reserve(state, request('b', [charge('publisher', 'y', cost(3, 1))]))
      await openPeriod(state, { owner: 'publisher', reason: 'July', at: november, by: 'publisher' })
      await reserve(state, request('c', [charge('publisher', 'x', cost(7), { accounting: 'pure' })]))
      await settle(state, { key: 'a', outcome: 'untouched', at: november })
      await reserve(state, request('a', [charge('publisher', 'x', cost(2, 1))]))
      await sql.raw(edit).execute(state.db)
      const fault = await inSnapshot(state, ledgerFault)
      assert.equal(fault !== undefined, isFound, fault)
    }))
