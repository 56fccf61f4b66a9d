import { appendEntry } from './audit-log.ts'
import { openDatabase, transaction } from './database.ts'
import { takeRunLock } from './run-lock.ts'
import { insertRun } from './runs.ts'

// A process of its own that begins a run, says so, and never ends it: `node hold-run.fixture.ts FOLDER RUN`.

const [, , folder = '', run = ''] = process.argv
const database = openDatabase(folder)
const lock = takeRunLock(folder, run)
if (lock === undefined) throw new Error('the lock is taken')
transaction(database, () => {
  const common = { run, member: 'advertiser', asked: { sql: 'SELECT 1' }, rulesHash: 'r' }
  const submittedAt = new Date().toISOString()
  const submission = appendEntry(
    database,
    { ...common, kind: 'submitted', tables: ['t'], collaborationHash: 'c' },
    submittedAt,
  )
  insertRun(database, {
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
