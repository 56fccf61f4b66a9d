import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { startPostgres } from '../../service/server/src/store/postgres.suite.ts'
import { openPostgresStore } from '../../service/server/src/store/postgres.ts'
import { isTransient, OutcomeUnknown } from '../../service/server/src/store/transient.ts'
import { bank, charge, count, keys } from './bank.ts'

const server = await startPostgres()
after(() => server.remove())

const cap = 4000
const lanes = 5

test('postgres: 200 clients and 20 restarts: no cap is passed, nothing acknowledged is lost, nothing refused is kept', async () => {
  const store = await openPostgresStore({ connectionString: await server.newDatabase() }, bank)
  const granted = new Set<string>()
  const refused = new Set<string>()
  const unknown = new Set<string>()
  let isOver = false
  const client = async (who: number): Promise<void> => {
    for (let i = 0; !isOver; i++) {
      const key = `${who}-${i}`
      try {
        const isGranted = await store.transaction(`lane${who % lanes}`, async (tx) => {
          if ((await count(tx)) >= cap) return false
          await charge(tx, key)
          return true
        })
        ;(isGranted ? granted : refused).add(key)
      } catch (error) {
        assert.ok(isTransient(error), String(error))
        ;(error instanceof OutcomeUnknown ? unknown : refused).add(key)
        await sleep(20)
      }
    }
  }
  const clients = Array.from({ length: 200 }, (_, who) => client(who))
  for (let round = 0; round < 20; round++) {
    await sleep(100 + ((round * 137) % 400))
    await server.restart(round % 2 === 0 ? 'immediate' : 'fast')
  }
  await sleep(500)
  isOver = true
  await Promise.all(clients)

  const kept = await keys(store.db)
  const isKept = new Set(kept)
  assert.ok(kept.length <= cap)
  assert.deepEqual(
    [...granted].filter((key) => !isKept.has(key)),
    [],
  )
  assert.deepEqual(
    kept.filter((key) => refused.has(key)),
    [],
  )
  assert.ok(granted.size + unknown.size >= kept.length)
  assert.ok(granted.size > 200, 'too little was spent between the restarts')
  await store.close()
})
