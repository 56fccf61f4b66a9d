import { writeSync } from 'node:fs'
import { openSqliteStore } from '../../service/server/src/store/sqlite.ts'
import { bank, spend } from './bank.ts'

// A process of its own that spends and says what it was told: `node spend.fixture.ts FOLDER WHO COUNT CAP ATONCE`.

const [, , folder = '', who = '', times = '0', cap = '0', atOnce = '1'] = process.argv
const store = await openSqliteStore(folder, bank)
let next = 0
const client = async (): Promise<void> => {
  while (next < Number(times)) {
    next += 1
    const key = `${who}-${next}`
    if (await spend(store, who, key, Number(cap)).catch(() => false)) writeSync(1, `${key}\n`)
  }
}
await Promise.all(Array.from({ length: Number(atOnce) }, client))
await store.close()
