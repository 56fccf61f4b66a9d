import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scopesOfRole } from '@glovebox/api'
import type { CollaborationDocument } from '@glovebox/cleanroom'
import { writeDocument } from '@glovebox/cleanroom'
import { putDataSetBudget, removeDataSetBudget } from '../budget/data-set-budget.ts'
import { addCollaboration, anyQuery, bring, openGround, value } from '../contribution.fixture.ts'
import { applyDocument } from '../document/apply-document.ts'
import { associateTable } from './associate-table.ts'
import { createTable } from './create-table.ts'
import { readAssociation } from './read-associations.ts'

const people = {
  org_pub: { name: 'publisher', abilities: ['contribute'] },
  org_adv: { name: 'advertiser', abilities: ['query', 'receive'] },
} as const
const words = {
  rule: { custom: { ...anyQuery.custom, differentialPrivacy: { columns: [{ name: 'user_id' }] } } },
  privacy: { unit: 'user_id' },
}

test('the owner of a protected table is told that losses in several collaborations add up, and nobody else is', async (t) => {
  const ground = await openGround()
  t.after(ground.close)
  const { world, publisher, collaboration } = ground
  await addCollaboration(world.store, 'col_b', people)
  const table = await bring(ground, publisher, 'people', words)
  const plain = await bring(ground, publisher, 'plain')
  const codes = async (reader: string, room = collaboration, name = 'people'): Promise<readonly string[]> =>
    value(await readAssociation(world, reader, room, name)).warnings?.map(({ code }) => code) ?? []
  assert.deepEqual(await codes('org_pub'), [])
  const second = value(await associateTable(world, publisher, 'col_b', { table: table.id }))
  assert.deepEqual(
    second.warnings?.map(({ code }) => code),
    ['PRIVACY_ADDING_UP'],
  )
  assert.match(second.warnings?.[0]?.help ?? '', /budget set-data-set/)
  assert.equal(value(await associateTable(world, publisher, 'col_b', { table: plain.id })).warnings, undefined)
  assert.deepEqual([await codes('org_pub'), await codes('org_adv')], [['PRIVACY_ADDING_UP'], []])
  value(await putDataSetBudget(world, publisher, { epsilon: 3 }))
  assert.deepEqual(await codes('org_pub'), [])
  value(await removeDataSetBudget(world, publisher))
  await world.store.db.updateTable('collaborations').set({ closed_at: 'x' }).where('id', '=', 'col_b').execute()
  assert.deepEqual(await codes('org_pub'), [])
})

test('a file that brings a protected table into a second collaboration says so in its plan', async (t) => {
  const ground = await openGround()
  t.after(ground.close)
  const { world, publisher, collaboration, putFile } = ground
  await addCollaboration(world.store, 'col_b', people)
  putFile(publisher, 'people.csv', 'user_id,city\n')
  const columns = { user_id: 'INTEGER', city: 'VARCHAR' }
  const source = { file: 'people.csv' }
  const made = value(await createTable(world, publisher, { name: 'people', source, columns, ...words }))
  value(await associateTable(world, publisher, 'col_b', { table: made.id }))
  const file: CollaborationDocument = {
    version: 1,
    collaboration: `room ${collaboration}`,
    members: [{ name: 'publisher' }, { name: 'advertiser' }],
    tables: [{ name: 'people', owner: 'publisher', source, columns, ...words } as never],
    budgets: [{ owner: 'publisher', epsilon: 1 }],
  }
  const options = { scopes: new Set(scopesOfRole.administrator) }
  for (const dryRun of [true, false]) {
    const plan = value(
      await applyDocument(world, publisher, collaboration, writeDocument(file), { ...options, dryRun }),
    )
    assert.deepEqual(
      plan.diagnostics.filter(({ code }) => code === 'PRIVACY_ADDING_UP').map(({ table }) => table),
      ['people'],
    )
  }
})
