import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Client } from '@glovebox/api'
import { type CheckpointKeeper, connect, HistoryError, runAndWait, watchHistory } from '@glovebox/client'
import { events, origin, signedLog, verifierKey } from '../../service/api/src/verify/signed-log.fixture.ts'
import { makeRoom } from '../api/room.suite.ts'
import { openTestServer } from '../api/server.suite.ts'

function keeper(note?: string): CheckpointKeeper & { readonly kept: () => string | undefined } {
  let kept = note
  return {
    kept: () => kept,
    load: () => kept,
    save: (_, next) => {
      kept = next
    },
  }
}

const place = await openTestServer()
after(() => place.close())
const room = await makeRoom(place)
const { collaboration } = room
const client = connect({ url: place.url, token: room.advertiser.token })
const trust = { verifierKey: (await client.getServer()).verifierKey }

test('a log that only grows is followed', async () => {
  const own = keeper()
  const watch = watchHistory(own, trust)
  const first = await watch.advance(client, collaboration)
  await runAndWait(client, {
    params: { collaboration },
    body: { sql: 'SELECT COUNT(DISTINCT user_id) FROM impressions' },
  })
  const second = await watch.advance(client, collaboration)
  assert.notEqual(first, second)
  assert.equal(own.kept(), second)
  assert.equal((await watch.compare(client, collaboration, second, first)).kind, 'same-history')
})

test('a server whose key is another is not believed, and nothing is kept', async () => {
  const own = keeper()
  await assert.rejects(watchHistory(own, { verifierKey }).advance(client, collaboration), unlike('unsigned'))
  assert.equal(own.kept(), undefined)
})

const lies = [...events.slice(0, 2), { kind: 'refused', member: 'advertiser', reason: 'budget' }, ...events.slice(3)]
const [honest, lying] = [signedLog(events), signedLog(lies)]

/** A server that signs whatever it is told to. */
function serverOf(log: typeof honest, size: number): Client {
  const call = async ({ id }: { readonly id: string }, { query }: { query?: { from: number; to: number } }) =>
    id === 'getLogCheckpoint' ? { note: log.checkpoint(size) } : log.consistency(query?.from ?? 0, query?.to ?? 0)
  return { url: 'https://rooms.example', call } as unknown as Client
}

const unlike = (kind: HistoryError['kind']) => (error: unknown) => error instanceof HistoryError && error.kind === kind
const col = origin.split('/')[1] ?? ''

const shown: readonly [what: string, server: Client, collaboration: string, kind: HistoryError['kind']][] = [
  ['another log of the same size', serverOf(lying, 4), col, 'forked'],
  ['a longer log with another beginning', serverOf(lying, 6), col, 'rewritten'],
  ['a shorter log with another beginning', serverOf(lying, 3), col, 'rewritten'],
  ['the log of another collaboration', serverOf(honest, 6), 'col_b', 'unsigned'],
]
for (const [what, server, of, kind] of shown) {
  test(`${what} is ${kind}, and the old checkpoint is kept`, async () => {
    const own = keeper(honest.checkpoint(4))
    await assert.rejects(watchHistory(own, { verifierKey }).advance(server, of), unlike(kind))
    assert.equal(own.kept(), honest.checkpoint(4))
  })
}
