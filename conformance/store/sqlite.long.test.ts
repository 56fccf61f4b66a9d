import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { openSqliteStore } from '../../service/server/src/store/sqlite.ts'
import { bank, keys } from './bank.ts'

const root = mkdtempSync(join(tmpdir(), 'glovebox-store-'))
after(() => rmSync(root, { recursive: true }))
const fixture = fileURLToPath(new URL('./spend.fixture.ts', import.meta.url))
const folder = join(root, 'state')
/** Each round has something left to spend. */
const capOf = (round: number): number => 4000 * (round + 1)

/** What a process says goes to a file: whatever it was told stays there when it is killed. */
function start(who: string, atOnce: number, cap: number): ChildProcess {
  const said = openSync(join(root, `${who}.said`), 'a')
  const args = [fixture, folder, who, '100000', String(cap), String(atOnce)]
  const child = spawn(process.execPath, args, { stdio: ['ignore', said, 'inherit'] })
  closeSync(said)
  return child
}

/** A last line without its end was not said. */
function told(who: string): readonly string[] {
  const path = join(root, `${who}.said`)
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []
}

test('sqlite: processes that are killed 60 times pass no cap and lose nothing that was acknowledged', async () => {
  let most = 0
  for (let round = 0; round < 30; round++) {
    const names = [`a${round}`, `b${round}`]
    const children = names.map((who, place) => start(who, place === 0 ? 1 : 50, capOf(round)))
    for (const child of children) {
      await sleep(150 + ((round * 137) % 300))
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    }
    const store = await openSqliteStore(folder, bank)
    const kept = new Set(await keys(store.db))
    assert.deepEqual(
      names.flatMap(told).filter((key) => !kept.has(key)),
      [],
    )
    assert.ok(kept.size <= capOf(round))
    assert.deepEqual((await sql`PRAGMA integrity_check`.execute(store.db)).rows, [{ integrity_check: 'ok' }])
    most = kept.size
    await store.close()
  }
  assert.ok(most > 100, 'too little was spent between the kills')
})
