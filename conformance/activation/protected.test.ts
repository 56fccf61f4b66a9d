import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  applyDocument,
  associateTable,
  checkAnalysis,
  createCollaboration,
  createTable,
  getDocument,
  putBudgetPolicy,
  putFile,
  registerDestination,
} from '@glovebox/api'
import { openTestServer, setUpOperator } from '../api/server.suite.ts'
import {
  activate,
  allow,
  makeActivationRoom,
  openReceiver,
  proposeAndApprove,
  refusal,
  until,
} from './activation.suite.ts'

// What budgets and files say of activations, and where none may go.

const place = await openTestServer({ log: { level: 'silent' }, webhooks: { allowPrivateAddresses: true } })
const receiver = await openReceiver()
after(async () => {
  receiver.close()
  await place.close()
})
const room = await makeActivationRoom(place, receiver.url)
const { publisher, advertiser, collaboration, destination } = room
const params = { collaboration }

test('an activation of protected tables is charged each time, and no cache keeps what went', async () => {
  const people = Array.from({ length: 500 }, (_, n) => `${n},${n % 2 === 0 ? 'a' : 'b'}\n`)
  const upload = { media: 'text/csv', body: `user_id,segment\n${people.join('')}` }
  await publisher.client.call(putFile, { params: { path: 'people.csv' } }, { upload })
  const table = await publisher.client.call(createTable, {
    body: {
      name: 'people',
      source: { file: 'people.csv' },
      columns: { user_id: 'INTEGER', segment: 'VARCHAR' },
      rule: {
        custom: {
          allowedAnalyses: ['ANY_QUERY'],
          allowedAnalysisProviders: ['advertiser'],
          differentialPrivacy: { columns: [{ name: 'user_id' }] },
          additionalAnalyses: 'ALLOWED',
        },
      },
      privacy: {
        unit: 'user_id',
        columns: { segment: { values: ['a', 'b'] } },
        maxGroupsContributed: 1,
        maxRowsPerGroup: 1,
      },
    },
  })
  await publisher.client.call(associateTable, { params, body: { table: table.id } })
  const policy = { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 0.5 } }
  await publisher.client.call(putBudgetPolicy, { params, body: policy })
  const sql = 'SELECT segment, COUNT(*) AS n FROM people GROUP BY segment'
  await proposeAndApprove(room, 'sizes', sql)
  await allow(room, publisher, 'people', destination)
  const asked = { template: 'sizes', destination: 'crm' }
  const costs: number[] = []
  for (let time = 0; time < 2; time++) {
    const { price, diagnostics } = await advertiser.client.call(checkAnalysis, { params, body: asked })
    assert.deepEqual(
      diagnostics.filter(({ severity }) => severity === 'error'),
      [],
    )
    costs.push(price[0]?.share ?? 0)
    const run = await activate(room, advertiser, asked)
    assert.equal(run.status, 'ok', JSON.stringify(run.diagnostics))
    await until(room, advertiser, run.id, ({ status }) => status === 'delivered')
  }
  assert.ok(costs.length === 2 && costs.every((share) => share > 0), JSON.stringify(costs))
  assert.notEqual(receiver.got[0]?.body.toString(), receiver.got[1]?.body.toString(), 'noise is drawn anew')
  const { price } = await advertiser.client.call(checkAnalysis, { params, body: { sql } })
  assert.ok((price[0]?.share ?? 0) > 0, 'a query of the same is not answered from what was activated')
})

test('a file allows the place that it shows, and none that only has its name', async () => {
  await allow(room, publisher, 'leads')
  const { text } = await publisher.client.call(getDocument, { params })
  const source = /source: \{ file: leads.csv[^}]*\}\n/
  assert.match(text, /name: crm\s.*owner: platform|owner: platform/)
  assert.match(text, source)
  const allowing = text.replace(/(name: leads\n)/, '$1    destinations: [crm]\n')
  const moved = allowing.replace(receiver.url, 'https://elsewhere.example.org/')
  const apply = (file: string): Promise<unknown> =>
    publisher.client.call(applyDocument, { params, body: { text: file } })
  assert.equal(await refusal(apply(moved)), '409 DESTINATION_DIFFERS')
  assert.equal(await refusal(activate(room, advertiser)), '422 RULE_DESTINATION leads RULE_DESTINATION customers')
  await apply(allowing)
  assert.equal(await refusal(activate(room, advertiser)), '422 RULE_DESTINATION customers')
})

test('no destination lies in the operator’s network, unless the operator says so', async () => {
  const closed = await openTestServer({ log: { level: 'silent' } })
  try {
    const operator = await setUpOperator(closed)
    const { id } = await operator.client.call(createCollaboration, {
      body: { name: 'alone', creator: { name: 'operator', abilities: [] }, members: [] },
    })
    for (const url of ['http://example.org/', 'https://127.0.0.1/', 'https://localhost/', 'https://169.254.169.254/']) {
      const body = { kind: 'https', name: 'inside', url } as const
      const asked = operator.client.call(registerDestination, { params: { collaboration: id }, body })
      assert.equal(await refusal(asked), '422 DESTINATION_ADDRESS', url)
    }
  } finally {
    await closed.close()
  }
})
