import assert from 'node:assert/strict'
import { test } from 'node:test'
import { minute, openTestServer } from '../identity/identity.suite.ts'
import { insertPerson } from '../identity/user.fixture.ts'
import { registerClient } from './register-client.ts'

const body = { redirect_uris: ['https://assistant.example/cb'] }

for (const dialect of ['sqlite', 'postgres'] as const)
  test(`whoever fills the list of programs keeps nobody out for long, and nobody out who is let act (${dialect})`, async (t) => {
    const { identity, world, pass } = await openTestServer(t, {}, dialect)
    const { db } = world.store
    const oauth = { identity, formKey: new Uint8Array(32) }
    const register = async (): Promise<string> => {
      const registered = await registerClient(oauth, body, 3)
      return registered.ok ? registered.value.client_id : registered.error
    }
    const known = async (): Promise<readonly string[]> =>
      (await db.selectFrom('oauth_clients').select('id').orderBy('created_at').orderBy('id').execute()).map(
        ({ id }) => id,
      )
    const used = await register()
    await db.updateTable('oauth_clients').set({ is_used: 1 }).execute()
    await insertPerson(db, 'org_x', 'usr_x')
    const agent = { id: 'agt_x', client: used, user: 'usr_x', organisation: 'org_x', name: 'x', redirect_host: 'x' }
    const rest = { scopes: '[]', resource: '', max_share: 1, approval_above_share: null, created_at: '' }
    await db
      .insertInto('agents')
      .values({ ...agent, ...rest, last_used_on: null, revoked_at: null })
      .execute()
    pass(minute)
    const first = await register()
    pass(minute)
    const others = [await register(), await register()]
    assert.equal(await register(), 'invalid_client_metadata', 'somebody may look at a form of each')
    pass(15 * minute)
    const late = await register()
    assert.deepEqual(new Set(await known()), new Set([used, ...others, late]))
    assert.ok(!(await known()).includes(first))
    pass(24 * 60 * minute + minute)
    const next = await register()
    assert.deepEqual(await known(), [used, next])
    await db.deleteFrom('users').where('id', '=', 'usr_x').execute()
    const last = await register()
    assert.deepEqual(new Set(await known()), new Set([next, last]), 'a program that acts for nobody any more goes')
  })
