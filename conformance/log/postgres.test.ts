import { after } from 'node:test'
import { startPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { openPostgresStore } from '../../service/server/src/store/postgres.ts'
import { logSuite } from './log-suite.ts'

const server = await startPostgres({ fsync: false })
after(() => server.remove())

logSuite('postgres', async () => openPostgresStore({ connectionString: await server.newDatabase() }))
