import { setTimeout as sleep } from 'node:timers/promises'
import type { SqlType } from '@glovebox/sql'
import type { Engine } from '../../service/server/src/port/engine.ts'

/**
 * Stands in for the engine where the server around it is killed hundreds of times: a row of numbers after a moment. Has
 * the name of what it replaces.
 */
export function openDuckdbEngine(): Engine {
  return {
    name: 'fake',
    run: async ({ columns }, { signal }) => {
      const isolation = { level: 'process', measures: [], missing: [] } as const
      await sleep(Math.random() * 6)
      if (signal?.aborted === true) return { status: 'cancelled', isolation }
      return { status: 'ok', rows: [columns.map(({ type }) => (isText(type) ? 'a' : 1000n))], isolation }
    },
    describe: async () => ({ status: 'failed', reason: 'the fake engine reads nothing' }),
  }
}

function isText(type: SqlType): boolean {
  return JSON.stringify(type).toLowerCase().includes('text')
}
