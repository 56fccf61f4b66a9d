import { putBudgetPolicy } from '@glovebox/api'
import { makeRoom, type TestRoom } from '../../conformance/api/room.suite.ts'
import { openTestServer, type TestServer } from '../../conformance/api/server.suite.ts'
import { startPostgres } from '../../service/server/src/store/postgres.suite.ts'

/** A server of a benchmark on one of the databases. */
export type Place = { readonly place: TestServer; readonly close: () => Promise<void> }

export const databases = ['sqlite', 'postgres'] as const
export type Database = (typeof databases)[number]

/** Opens one; `--database=` leaves the other out. */
export async function openPlace(database: Database): Promise<Place> {
  if (database === 'sqlite') {
    const place = await openTestServer()
    return { place, close: place.close }
  }
  const postgres = await startPostgres()
  const place = await openTestServer({ database: { url: await postgres.newDatabase() } })
  return {
    place,
    close: async () => {
      await place.close()
      await postgres.remove()
    },
  }
}

/** The databases of this run. */
export function chosenDatabases(): readonly Database[] {
  const chosen = process.argv.find((argument) => argument.startsWith('--database='))?.slice('--database='.length)
  return databases.filter((database) => chosen === undefined || database === chosen)
}

const privately = {
  rule: {
    custom: {
      allowedAnalyses: ['ANY_QUERY'],
      allowedAnalysisProviders: ['advertiser'],
      differentialPrivacy: { columns: [{ name: 'user_id' }] },
    },
  },
  privacy: { unit: 'user_id', columns: { cost: { range: [0, 10] } }, maxGroupsContributed: 1, maxRowsPerGroup: 1 },
}

/** A room whose table is protected by differential privacy. */
export async function makePrivateRoom(place: TestServer): Promise<TestRoom> {
  const room = await makeRoom(place, { table: privately })
  await room.publisher.client.call(putBudgetPolicy, {
    params: { collaboration: room.collaboration },
    body: { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 0.5 } },
  } as never)
  return room
}
