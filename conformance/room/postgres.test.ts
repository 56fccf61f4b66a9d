import { after } from 'node:test'
import { startPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { openPostgresStore } from '../../service/server/src/store/postgres.ts'
import { roomSuite } from './room-suite.ts'

const server = await startPostgres({ fsync: false })
after(() => server.remove())

roomSuite('postgres', async () => openPostgresStore({ connectionString: await server.newDatabase() }), 6)
