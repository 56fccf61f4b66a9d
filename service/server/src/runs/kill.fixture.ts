// A process that submits and runs until it is killed, and says what was acknowledged.
import { writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { advertiser, fakeEngine, openRunGround, room, rowsOf } from './runs.fixture.ts'
import { submitRun } from './submit-run.ts'

const [folder = '', round = '0'] = process.argv.slice(2)
const { world, area } = await openRunGround({
  folder,
  engine: fakeEngine(async ({ columns }) => {
    await sleep(Math.random() * 5)
    return rowsOf(columns.length)
  }),
})
await area.start()
writeSync(1, 'ready\n')
let count = 0
const submit = async (): Promise<void> => {
  for (;;) {
    const key = `${round}-${count++}`
    const submitted = await submitRun(
      world,
      { organisation: advertiser },
      room,
      { sql: `SELECT COUNT(*) + ${count} AS n FROM impressions` },
      key,
    )
    if (submitted.ok) writeSync(1, `${submitted.value.id}\n`)
    await sleep(1)
  }
}
await Promise.all([submit(), submit(), submit()])
