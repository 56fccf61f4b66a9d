import { openRoom } from '../ledger/requests.fixture.ts'
import { inTransaction } from '../store/room-state.ts'
import { appendEntry } from './audit-log.ts'
import { takeRunLock } from './run-lock.ts'
import { insertRun } from './runs.ts'

// A process of its own that begins a run, says so, and never ends it: `node hold-run.fixture.ts FOLDER RUN`.

const [, , folder = '', run = ''] = process.argv
const state = await openRoom(folder)
const lock = takeRunLock(folder, run)
if (lock === undefined) throw new Error('the lock is taken')
await inTransaction(state, async (tx) => {
  const common = { run, member: 'advertiser', asked: { sql: 'SELECT 1' }, rulesHash: 'r' }
  const submittedAt = new Date().toISOString()
  const submission = await appendEntry(
    tx,
    { ...common, kind: 'submitted', tables: ['t'], collaborationHash: 'c' },
    submittedAt,
  )
  await insertRun(tx, {
    ...common,
    submittedAt,
    submission,
    collaboration: { name: 'test', hash: 'c' },
    tables: [{ name: 't', owner: 'publisher', version: 'ver_a' }],
    suppression: [],
    outputColumns: 1,
    receivers: ['advertiser'],
  })
})
process.stdout.write('begun\n')
// A lock that nothing refers to is collected, and given up.
setInterval(() => lock, 1000)
