import { openRoom } from '../ledger/requests.fixture.ts'
import { inTransaction } from '../store/room-state.ts'
import { appendEntry } from './audit-log.ts'

// A process of its own that appends to a room's log: `node append.fixture.ts FOLDER MEMBER COUNT`.

const [, , folder = '', member = '', count = '0'] = process.argv
const state = await openRoom(folder)
for (let i = 0; i < Number(count); i++) {
  await inTransaction(state, (tx) =>
    appendEntry(
      tx,
      { kind: 'refused', member, asked: { sql: `SELECT ${i}` }, reason: 'rule', codes: [] },
      new Date().toISOString(),
    ),
  )
}
await state.store.close()
