import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createCollaboration, proposeTemplate, registerDestination, submitRun } from '@glovebox/api'
import { openTestServer } from '../api/server.suite.ts'
import { activate, allow, bring, makeActivationRoom, openReceiver, until } from './activation.suite.ts'

const settings = { log: { level: 'silent' }, webhooks: { allowPrivateAddresses: true } } as const
const place = await openTestServer(settings)
const receiver = await openReceiver()
const other = await openReceiver()
after(async () => {
  receiver.close()
  other.close()
  await place.close()
})

test('who sends to a place that answers nothing holds up nobody else', async () => {
  const room = await makeActivationRoom(place, receiver.url)
  const { publisher, advertiser, platform, destination } = room
  await allow(room, advertiser, 'customers', destination)
  await allow(room, publisher, 'leads', destination)
  const { id: collaboration } = await platform.client.call(createCollaboration, {
    body: {
      name: 'alone',
      creator: { name: 'platform', abilities: ['query', 'receive', 'activate', 'pay'] },
      members: [],
    },
  })
  const own = { collaboration }
  await bring(platform, collaboration, 'people', 'user_id,town\n1,Rome\n', 'ALLOWED')
  const body = { kind: 'https', name: 'own', url: other.url } as const
  const to = await platform.client.call(registerDestination, { params: own, body })
  await allow(own, platform, 'people', to)
  const template = { name: 'all', kind: 'activation', sql: 'SELECT p.user_id, p.town FROM people p' } as const
  await platform.client.call(proposeTemplate, { params: own, body: template })

  for (let n = 0; n < 6; n++) receiver.answers.push('hang')
  for (let n = 0; n < 6; n++) assert.equal((await activate(room, advertiser)).status, 'ok')
  const ask = { template: 'all', destination: 'own' }
  const run = await platform.client.call(submitRun, { params: own, query: { wait: 30 }, body: ask as never })
  assert.equal(run.status, 'ok', JSON.stringify(run))
  await until(own, platform, run.id, ({ status }) => status === 'delivered')
  assert.equal(other.got.length, 1)
  assert.equal(receiver.got.length, 1, 'one at a time')
})
