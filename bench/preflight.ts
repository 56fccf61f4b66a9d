import { checkAnalysis } from '@glovebox/api'
import { makeRoom, type TestRoom } from '../conformance/api/room.suite.ts'
import { numberArgument } from './measure.ts'
import { bareServer } from './server/bare-server.ts'
import { type LoadFigures, underLoad } from './server/load.ts'
import { chosenDatabases, makePrivateRoom, openPlace } from './server/places.ts'

// Pre-flights of the server under 50 clients of another process: as many as it can, and at 1,000 per second. Beside
// them a bare route that checks a token and answers with the same bytes. `perCpuSecond` counts the server's own time on
// the processor, whatever else the machine does. Goal: 1,000 per second on one core with a p99 below 20 ms.
// --count, --clients, --database=sqlite|postgres

const count = numberArgument('count', 10_000)
const clients = numberArgument('clients', 50)
const plain = 'SELECT campaign, COUNT(DISTINCT user_id) AS reach FROM impressions'
const questions = {
  'same question': `${plain} WHERE cost < 5 GROUP BY campaign`,
  'distinct questions': `${plain} WHERE cost < {n} GROUP BY campaign`,
  'distinct refused questions': 'SELECT user_id FROM impressions WHERE cost < {n}',
}
const privateQuestions = {
  'same private question': `${plain} WHERE cost < 5 GROUP BY campaign`,
  'distinct private questions': `${plain} WHERE cost < {n} GROUP BY campaign`,
}

const report: Record<string, LoadFigures> = {}
let isMet = true

async function measure(database: string, url: string, room: TestRoom, asked: Readonly<Record<string, string>>) {
  const path = checkAnalysis.path.replace('{collaboration}', room.collaboration)
  for (const [name, sql] of Object.entries(asked)) {
    const ask = { path, body: JSON.stringify({ sql }), token: room.advertiser.token }
    const load = { url, method: 'POST', asks: [ask], headers: {}, clients, warm: 1000, count }
    const most = await underLoad(load)
    const paced = await underLoad({ ...load, warm: 100, rate: 1000 })
    report[`${database}, ${name}`] = most
    report[`${database}, ${name}, 1000/s`] = paced
    isMet &&= most.perCpuSecond >= 1000 && paced.p99Ms < 20
  }
}

for (const database of chosenDatabases()) {
  const { place, close } = await openPlace(database)
  const room = await makeRoom(place)
  const answer = JSON.stringify(
    await room.advertiser.client.call(checkAnalysis, {
      params: { collaboration: room.collaboration },
      body: { sql: questions['same question'] },
    }),
  )
  const bare = await bareServer(room.advertiser.token, answer)
  const ask = { path: '/', body: JSON.stringify({ sql: questions['same question'] }), token: room.advertiser.token }
  const load = { url: bare.url, method: 'POST', asks: [ask], headers: {}, clients, warm: 1000, count }
  report[`${database}, bare route`] = await underLoad(load)
  report[`${database}, bare route, 1000/s`] = await underLoad({ ...load, rate: 1000 })
  await bare.close()
  await measure(database, place.url, room, questions)
  await close()
  const other = await openPlace(database)
  await measure(database, other.place.url, await makePrivateRoom(other.place), privateQuestions)
  await other.close()
}

console.table(report)
console.log(JSON.stringify({ benchmark: 'preflight', count, clients, ...report }))
process.exitCode = isMet ? 0 : 1
