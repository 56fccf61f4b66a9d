import assert from 'node:assert/strict'
import { dataSetShare, findDataSetBudget, withDataSetCap } from '../privacy/data-set-cap.ts'
import { capOf } from '../privacy/units.ts'
import { inTransaction } from '../store/room-state.ts'
import type { Store } from '../store/store.ts'
import { accountLifetime } from './balance.ts'
import { charge, cost, request, roomIn } from './requests.fixture.ts'
import { type Reservation, reserve } from './reserve.ts'

const account = 'org_owner'
const budget = { epsilon: 1, delta: 1e-6 }
const cap = capOf({ ...budget, accounting: 'zcdp' })
/** Ten of them fit, and an eleventh does not. */
const price = cost(cap.loss / 10n)

/** Two rooms of one owner, who has another name in each, spend at once and never more than the owner lets both. */
export async function spendInTwoRooms(store: Store): Promise<void> {
  await store.transaction(account, async (tx) => {
    const at = '2026-11-01T00:00:00.000Z'
    const row = { organisation: account, policy: JSON.stringify(budget), version: 1, updated_at: at }
    await tx.insertInto('data_set_budgets').values(row).execute()
  })
  const rooms = ['east', 'west'].map((name) => ({ name, state: roomIn(store, name, () => account) }))
  const spend = ({ name, state }: (typeof rooms)[number], n: number): Promise<Reservation> =>
    inTransaction(state, async (tx) =>
      reserve(tx, request(`${name} ${n}`, [await withDataSetCap(tx, charge(`owner in ${name}`, 'm', price))])),
    )
  const answers = await Promise.all(Array.from({ length: 15 }, (_, n) => rooms.map((room) => spend(room, n))).flat())
  const refused = answers.filter(({ kind }) => kind !== 'reserved')
  assert.equal(answers.length - refused.length, 10)
  assert.ok(refused.every((one) => one.kind === 'exhausted' && one.scope === 'data-set'))
  const [east] = rooms
  assert.ok(east !== undefined)
  assert.equal((await accountLifetime(east.state, 'owner in east')).zcdp.loss, price.loss * 10n)
  const kept = await findDataSetBudget(store.db, account)
  assert.ok(kept !== undefined)
  const { spent } = await dataSetShare(east.state, 'owner in east', kept)
  assert.ok(spent.share > 0.99 && spent.epsilon <= budget.epsilon)
  await store.transaction(account, async (tx) => {
    await tx.deleteFrom('data_set_budgets').execute()
  })
  assert.equal((await spend(east, 99)).kind, 'reserved')
}
