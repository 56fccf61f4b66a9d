import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Ask, type Assessment, assess, readCollaboration, schemaOf } from '@glovebox/cleanroom'

const { collaboration, diagnostics } = readCollaboration(
  readFileSync(join(import.meta.dirname, 'collaboration.yaml'), 'utf8'),
)
assert.deepEqual(
  diagnostics.filter((d) => d.severity === 'error'),
  [],
)
assert.ok(collaboration !== undefined)
const room = { collaboration, schema: schemaOf(collaboration, {}) }

/** What the rules of the cases' collaboration say of an ask. */
export function assessInRoom(ask: Ask): Assessment {
  return assess(ask, room.collaboration, room.schema)
}

/** `CODE table`, or `CODE` where no table refuses, each once and sorted. */
export function refusals({ diagnostics: found }: Assessment): readonly string[] {
  return [...new Set(found.map(({ code, table }) => (table === undefined ? code : `${code} ${table}`)))].toSorted()
}

/** `100 user_id of impressions`, sorted; absent where there is no plan. */
export function withheld({ plan }: Assessment): readonly string[] | undefined {
  return plan?.suppression.map(({ minimum, column, table }) => `${minimum} ${column} of ${table}`).toSorted()
}
