import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import {
  approveRun,
  checkAnalysis,
  createClient,
  listAgents,
  ProblemError,
  putBudgetPolicy,
  readRun,
  revokeAgent,
} from '@glovebox/api'
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { OAuthError } from '@modelcontextprotocol/sdk/server/auth/errors.js'
import { makeRoom } from '../api/room.suite.ts'
import { openTestServer } from '../api/server.suite.ts'
import { useTool } from './assistant.suite.ts'
import type { Typed } from './browser.suite.ts'
import { agreed, signedInBrowser, type TestProgram, testProgram } from './program.suite.ts'

const place = await openTestServer()
const room = await makeRoom(place, {
  table: {
    rule: {
      custom: {
        allowedAnalyses: ['ANY_QUERY'],
        allowedAnalysisProviders: ['advertiser'],
        differentialPrivacy: { columns: [{ name: 'user_id' }] },
      },
    },
  },
})
const { advertiser, collaboration } = room
await room.publisher.client.call(putBudgetPolicy, { params: { collaboration }, body: { epsilon: 2 } })
const endpoint = new URL(`${place.url}/mcp`)
after(() => place.close())

const transportOf = (program: TestProgram): StreamableHTTPClientTransport =>
  // The SDK's types are not as exact about what is absent.
  new StreamableHTTPClientTransport(endpoint, { authProvider: program } as ConstructorParameters<
    typeof StreamableHTTPClientTransport
  >[1])

/** Signs a program in by the SDK's own flow, and a person's hand on the form. */
async function connected(typed: Typed = agreed, program = testProgram()): Promise<Client> {
  const first = transportOf(program)
  const client = new Client({ name: 'test', version: '0' })
  await assert.rejects(client.connect(first as Parameters<Client['connect']>[0]), UnauthorizedError)
  const { browser, page } = await signedInBrowser(place.url, program.asked?.href ?? '', 'advertiser@example.org')
  assert.match(page.text, /Let a program act for you/)
  const { location = '' } = await browser.send(page, typed)
  const back = new URL(location)
  assert.deepEqual([back.searchParams.get('state'), back.searchParams.get('iss')], ['the-state', place.url])
  await first.finishAuth(back.searchParams.get('code') ?? '')
  const second = new Client({ name: 'test', version: '0' })
  await second.connect(transportOf(program) as Parameters<Client['connect']>[0])
  return second
}

test('an API key opens the door, and the tools work behind it', async () => {
  const client = new Client({ name: 'test', version: '0' })
  const requestInit = { headers: { authorization: `Bearer ${advertiser.token}` } }
  await client.connect(new StreamableHTTPClientTransport(endpoint, { requestInit }) as Parameters<Client['connect']>[0])
  const { data } = await useTool(client, 'list_collaborations', {})
  assert.deepEqual(
    (data.collaborations as readonly { readonly id: string }[]).map(({ id }) => id),
    [collaboration],
  )
  await client.close()
})

test('a program signs in by OAuth, and may do what its person ticked and no more', async () => {
  const client = await connected({ ...agreed, scope: ['collaborations:read', 'analyses:check'] })
  const sql = 'SELECT COUNT(DISTINCT user_id) AS n FROM impressions'
  assert.equal((await useTool(client, 'describe_collaboration', { collaboration })).isError, false)
  assert.equal((await useTool(client, 'check_analysis', { collaboration, sql })).isError, false)
  const { isError, error } = await useTool(client, 'run_analysis', { collaboration, sql })
  assert.deepEqual([isError, error.code], [true, 'SCOPE_MISSING'])
  await client.close()
})

test('its person sees it and ends it, and that works at once', async () => {
  const program = testProgram('<b>Evil</b> "assistant"')
  const client = await connected(agreed, program)
  const { items } = await advertiser.client.call(listAgents, {})
  const agent = items.find(({ name }) => name.includes('Evil'))
  assert.deepEqual(
    [agent?.name, agent?.redirectHost, agent?.limits],
    ['<b>Evil</b> "assistant"', '127.0.0.1', { maxShare: 0.1, approvalAboveShare: 0.02 }],
  )
  assert.deepEqual((await room.publisher.client.call(listAgents, {})).items, [])
  const params = { agent: agent?.id ?? '' }
  await assert.rejects(room.publisher.client.call(revokeAgent, { params }), ProblemError)
  await advertiser.client.call(revokeAgent, { params })
  await assert.rejects(useTool(client, 'list_collaborations', {}), OAuthError)
})

test('a token of a program is good at the MCP endpoint and nowhere else', async () => {
  const program = testProgram()
  const client = await connected(agreed, program)
  const direct = createClient({ url: place.url, token: program.held?.access_token ?? '' })
  await assert.rejects(
    direct.call(checkAnalysis, { params: { collaboration }, body: { sql: 'SELECT 1' } }),
    (error) => error instanceof ProblemError && error.problem.code === 'SIGN_IN_FAILED',
  )
  await client.close()
})

const noisy = (n: number): string => `SELECT COUNT(DISTINCT user_id) AS n FROM impressions WHERE cost <> ${n}`

test('a run over the threshold waits for a person, who lets it pass; a program cannot', async () => {
  const client = await connected({ ...agreed, max_share: '100', approval_above_share: '0' })
  const asked = await useTool(client, 'run_analysis', { collaboration, sql: noisy(1), rows: 10 })
  const { run, next } = asked.data as {
    readonly run: { readonly id: string; readonly status: string }
    readonly next: string
  }
  assert.equal(run.status, 'awaiting-approval', asked.text)
  assert.match(next, /a person of your organisation has to let this run go on/)
  const params = { collaboration, run: run.id }
  await advertiser.client.call(approveRun, { params })
  await advertiser.client.call(readRun, { params, query: { wait: 30 } })
  const { data, text } = await useTool(client, 'read_run', { collaboration, run: run.id })
  assert.equal((data.run as { readonly status: string }).status, 'ok', text)
  assert.equal((data.result as { readonly total: number }).total, 1)
  await client.close()
})

test('a run beyond the cap of a program is refused, whatever a person said of approvals', async () => {
  const client = await connected({ ...agreed, max_share: '0.001', approval_above_share: '' })
  const { isError, error, text } = await useTool(client, 'run_analysis', { collaboration, sql: noisy(2) })
  assert.deepEqual([isError, error.code, error.reason], [true, 'BUDGET_EXHAUSTED', 'AGENT_CAP'], text)
  await client.close()
})

const doors: readonly [name: string, init: RequestInit, status: number][] = [
  ['no token', { method: 'POST' }, 401],
  ['a token that is none', { method: 'POST', headers: { authorization: 'Bearer gba_nothing' } }, 401],
  ['a page of another site', { method: 'POST', headers: { origin: 'https://evil.example' } }, 403],
  ['a page of no site', { method: 'POST', headers: { origin: 'null' } }, 403],
  ['a stream', { method: 'GET', headers: { authorization: `Bearer ${advertiser.token}` } }, 405],
  ['the end of a session', { method: 'DELETE', headers: { authorization: `Bearer ${advertiser.token}` } }, 405],
  ['an unknown method', { method: 'PUT', headers: { authorization: `Bearer ${advertiser.token}` } }, 405],
]

for (const [name, init, status] of doors)
  test(`the door answers ${name} with ${status}`, async () => {
    const response = await fetch(endpoint, init)
    assert.equal(response.status, status)
    if (status === 401)
      assert.match(
        response.headers.get('www-authenticate') ?? '',
        /^Bearer .*resource_metadata="[^"]+\/\.well-known\/oauth-protected-resource\/mcp"/,
      )
  })

const bodies: readonly [name: string, body: string, version: string, status: number][] = [
  ['that is not JSON', '{', '2025-06-18', 400],
  [
    'that is too large',
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', params: { x: 'a'.repeat(2_000_000) } }),
    '2025-06-18',
    413,
  ],
  ['of a version that nobody speaks', JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }), '1999-01-01', 400],
]

for (const [name, body, version, status] of bodies)
  test(`a body ${name} is refused`, async () => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${advertiser.token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': version,
      },
      body,
    })
    assert.equal(response.status, status)
  })
