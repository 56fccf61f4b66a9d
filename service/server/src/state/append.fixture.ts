import { appendEntry } from './audit-log.ts'
import { openDatabase, transaction } from './database.ts'

// A process of its own that appends to a room's log: `node append.fixture.ts FOLDER MEMBER COUNT`.

const [, , folder = '', member = '', count = '0'] = process.argv
const database = openDatabase(folder)
for (let i = 0; i < Number(count); i++) {
  transaction(database, () =>
    appendEntry(
      database,
      { kind: 'refused', member, asked: { sql: `SELECT ${i}` }, reason: 'rule', codes: [] },
      new Date().toISOString(),
    ),
  )
}
database.close()
