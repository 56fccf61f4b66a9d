import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openTestServer, setUpOperator } from '../api/server.suite.ts'
import { agreed, everyScope, rawProgram, redirectUri, signedInBrowser } from './program.suite.ts'

const place = await openTestServer()
const site = place.url
await setUpOperator(place)
const program = await rawProgram(site)
const { browser } = await signedInBrowser(site, program.authorizeUrl(), 'operator@example.org')
after(() => place.close())

/** What the MCP endpoint says of an access token: 200 where it is good. */
async function standing(token: unknown): Promise<number> {
  const response = await fetch(`${site}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${String(token)}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
  })
  return response.status
}

test('what the server says of itself is where clients look for it', async () => {
  for (const path of ['oauth-protected-resource', 'oauth-protected-resource/mcp']) {
    const said = (await (await fetch(`${site}/.well-known/${path}`)).json()) as Record<string, unknown>
    assert.deepEqual([said.resource, said.authorization_servers], [`${site}/mcp`, [site]])
  }
  const said = (await (await fetch(`${site}/.well-known/oauth-authorization-server`)).json()) as Record<string, unknown>
  assert.deepEqual(
    [said.issuer, said.code_challenge_methods_supported, said.token_endpoint_auth_methods_supported],
    [site, ['S256'], ['none']],
  )
})

test('a code gives tokens once; a second use ends them', async () => {
  const code = await program.code(browser)
  const { status, body } = await program.exchange(code)
  assert.deepEqual([status, body.token_type, body.expires_in, body.scope], [200, 'Bearer', 900, everyScope.join(' ')])
  assert.equal(await standing(body.access_token), 200)
  const again = await program.exchange(code)
  assert.deepEqual([again.status, again.body.error], [400, 'invalid_grant'])
  assert.equal(await standing(body.access_token), 401)
  const refreshed = await program.token({
    grant_type: 'refresh_token',
    refresh_token: String(body.refresh_token),
    client_id: program.client,
  })
  assert.equal(refreshed.body.error, 'invalid_grant')
})

const badExchanges: readonly [name: string, more: Record<string, string>, error: string][] = [
  ['with another verifier', { code_verifier: 'a'.repeat(43) }, 'invalid_grant'],
  ['without a verifier', { code_verifier: '' }, 'invalid_grant'],
  ['for another address', { redirect_uri: 'http://127.0.0.1:4567/other' }, 'invalid_grant'],
  ['for another port of this machine', { redirect_uri: 'http://127.0.0.1:9999/callback' }, 'invalid_grant'],
  ['by another program', { client_id: `oac_${'a'.repeat(26)}` }, 'invalid_grant'],
  ['for another resource', { resource: 'https://other.example/mcp' }, 'invalid_target'],
  ['in a way that nobody knows', { grant_type: 'password' }, 'unsupported_grant_type'],
]

for (const [name, more, error] of badExchanges)
  test(`a code is not exchanged ${name}`, async () => {
    const { status, body } = await program.exchange(await program.code(browser), more)
    assert.deepEqual([status, body.error], [400, error])
    assert.equal(body.access_token, undefined)
  })

test('a code whose verifier was wrong once is good no more', async () => {
  const code = await program.code(browser)
  await program.exchange(code, { code_verifier: 'a'.repeat(43) })
  assert.equal((await program.exchange(code)).body.error, 'invalid_grant')
})

test('refresh tokens turn over; one that is used twice ends all of them', async () => {
  const first = (await program.exchange(await program.code(browser))).body
  const form = (token: unknown): Record<string, string> => ({
    grant_type: 'refresh_token',
    refresh_token: String(token),
    client_id: program.client,
  })
  const second = (await program.token(form(first.refresh_token))).body
  assert.notEqual(second.refresh_token, first.refresh_token)
  assert.equal(await standing(second.access_token), 200)
  assert.equal((await program.token(form(first.refresh_token))).body.error, 'invalid_grant')
  assert.equal(await standing(second.access_token), 401)
  assert.equal((await program.token(form(second.refresh_token))).body.error, 'invalid_grant')
})

test('a refresh gives fewer scopes, never more', async () => {
  const typed = { ...agreed, scope: ['collaborations:read', 'runs:read'] }
  const { body } = await program.exchange(await program.code(browser, {}, typed))
  assert.equal(body.scope, 'collaborations:read runs:read')
  const form = { grant_type: 'refresh_token', refresh_token: String(body.refresh_token), client_id: program.client }
  const more = await program.token({ ...form, scope: 'collaborations:read runs:write' })
  assert.deepEqual([more.status, more.body.error], [400, 'invalid_scope'])
  const fewer = await program.token({ ...form, scope: 'runs:read' })
  assert.deepEqual([fewer.status, fewer.body.scope], [200, 'runs:read'])
})

test('a form that ticks what was not asked for gives what was asked for', async () => {
  const typed = { ...agreed, scope: ['runs:read', 'runs:write', 'server:admin', 'tables:write'] }
  const { body } = await program.exchange(await program.code(browser, { scope: 'runs:read' }, typed))
  assert.equal(body.scope, 'runs:read')
})

test('revoking a token ends the program, and unknown tokens are answered alike', async () => {
  const { body } = await program.exchange(await program.code(browser))
  const revoke = async (form: Record<string, string>): Promise<number> =>
    (await fetch(`${site}/oauth/revoke`, { method: 'POST', body: new URLSearchParams(form) })).status
  assert.equal(await revoke({ token: 'nothing', client_id: program.client }), 200)
  assert.equal(await revoke({ token: String(body.refresh_token), client_id: 'another' }), 200)
  assert.equal(await standing(body.access_token), 200)
  assert.equal(await revoke({ token: String(body.refresh_token), client_id: program.client }), 200)
  assert.equal(await standing(body.access_token), 401)
})

const pages: readonly [name: string, more: Record<string, string>][] = [
  ['an unknown program', { client_id: `oac_${'a'.repeat(26)}` }],
  ['an address that was not registered', { redirect_uri: 'https://evil.example/callback' }],
  ['a path that was not registered', { redirect_uri: 'http://127.0.0.1:4567/callback/../evil' }],
  ['another host of this machine', { redirect_uri: 'http://localhost:4567/callback' }],
  ['an address that only begins alike', { redirect_uri: 'http://127.0.0.1.evil.example/callback' }],
  ['someone in front of the host', { redirect_uri: 'http://127.0.0.1:4567@evil.example/callback' }],
]

for (const [name, more] of pages)
  test(`nobody is led anywhere for ${name}`, async () => {
    const { status, location } = await browser.open(program.authorizeUrl(more))
    assert.deepEqual([status, location], [400, undefined])
  })

const errors: readonly [name: string, more: Record<string, string | undefined>, error: string][] = [
  ['no challenge', { code_challenge: undefined }, 'invalid_request'],
  ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['no method of the challenge', { code_challenge_method: undefined }, 'invalid_request'],
  ['another resource', { resource: 'https://other.example/mcp' }, 'invalid_target'],
  ['tokens in the address', { response_type: 'token' }, 'unsupported_response_type'],
  ['a scope that programs are not given', { scope: 'runs:read server:admin' }, 'invalid_scope'],
  ['no scope at all', { scope: '' }, 'invalid_scope'],
]

for (const [name, more, error] of errors)
  test(`a program that asks with ${name} is told so`, async () => {
    const { status, location = '' } = await browser.open(program.authorizeUrl(more))
    const back = new URL(location)
    assert.deepEqual([status, `${back.origin}${back.pathname}`], [303, redirectUri])
    const { error: said, state, iss } = Object.fromEntries(back.searchParams)
    assert.deepEqual([said, state, iss], [error, 's', site])
  })

test('on this machine any port will do, as it was registered otherwise', async () => {
  const elsewhere = 'http://127.0.0.1:50123/callback'
  const code = await program.code(browser, { redirect_uri: elsewhere })
  assert.equal((await program.exchange(code, { redirect_uri: elsewhere })).status, 200)
})

test('a person who refuses is led back, and nothing is given', async () => {
  const page = await browser.open(program.authorizeUrl())
  const { location = '' } = await browser.send(page, { ...agreed, decision: 'deny' })
  const { error, code } = Object.fromEntries(new URL(location).searchParams)
  assert.deepEqual([error, code], ['access_denied', undefined])
})

test('the page has no script, no frame, and names the program as text', async () => {
  const hostile = await fetch(`${site}/oauth/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirect_uris: [redirectUri], client_name: '<script>alert(1)</script>\u202e"\'' }),
  })
  const { client_id = '' } = (await hostile.json()) as { readonly client_id?: string }
  const { text, headers } = await browser.open(program.authorizeUrl({ client_id, state: '"><script>x</script>' }))
  assert.doesNotMatch(text, /<script/i)
  assert.doesNotMatch(text, /\u202e/)
  const policy = headers.get('content-security-policy') ?? ''
  assert.match(policy, /default-src 'none'.*form-action 'self' http:\/\/127\.0\.0\.1:4567.*frame-ancestors 'none'/)
  assert.doesNotMatch(policy, /unsafe|script-src/)
  assert.equal(headers.get('cache-control'), 'no-store')
})

const forgeries: readonly [name: string, typed: Record<string, string>, headers: Record<string, string>][] = [
  ['from a page of another site', {}, { origin: 'https://evil.example' }],
  ['from no page', {}, { origin: 'null' }],
]

for (const [name, typed, headers] of forgeries)
  test(`the form is not taken ${name}`, async () => {
    const page = await browser.open(program.authorizeUrl())
    const { status, location } = await browser.send(page, { ...agreed, ...typed }, headers)
    assert.deepEqual([status, location], [403, undefined])
  })

test('a form is good for what it showed, in the session that it was shown in', async () => {
  const page = await browser.open(program.authorizeUrl({ scope: 'runs:read' }))
  const widened = { ...page, text: page.text.replace('scope=runs%3Aread', 'scope=runs%3Aread+runs%3Awrite') }
  assert.notEqual(widened.text, page.text)
  assert.equal((await browser.send(widened, agreed)).status, 403)
  const { browser: other } = await signedInBrowser(site, program.authorizeUrl(), 'operator@example.org')
  assert.equal((await other.send(page, agreed)).status, 403)
  assert.equal((await browser.send(page, agreed)).status, 303)
})

const shares: readonly [name: string, typed: Record<string, string>][] = [
  ['more than all of a budget', { max_share: '101' }],
  ['less than nothing', { max_share: '-1' }],
  ['no cap', { max_share: '' }],
  ['a cap that is none', { max_share: '1e1' }],
  ['an approval beyond everything', { approval_above_share: '1000' }],
]

for (const [name, typed] of shares)
  test(`a form with ${name} is shown again`, async () => {
    const page = await browser.open(program.authorizeUrl())
    const shown = await browser.send(page, { ...agreed, ...typed })
    assert.deepEqual([shown.status, shown.location], [400, undefined])
    assert.match(shown.text, /role="alert"/)
  })

test('a wrong password shows the form again, and tells nothing more', async () => {
  const { openBrowser } = await import('./browser.suite.ts')
  const stranger = openBrowser(site)
  const page = await stranger.open(program.authorizeUrl())
  const shown = await stranger.send(page, {
    email: 'operator@example.org',
    password: 'wrong',
    code: '',
    organisation: '',
  })
  assert.equal(shown.status, 401)
  assert.match(shown.text, /Sign in to Glovebox/)
  assert.equal(shown.headers.get('set-cookie'), null)
})

const registrations: readonly [name: string, body: unknown, error: string][] = [
  ['without an address', { client_name: 'x' }, 'invalid_client_metadata'],
  ['with plain http to elsewhere', { redirect_uris: ['http://assistant.example/cb'] }, 'invalid_redirect_uri'],
  ['with a script for an address', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
  ['with data for an address', { redirect_uris: ['data:text/html,x'] }, 'invalid_redirect_uri'],
  ['with a fragment', { redirect_uris: ['https://assistant.example/cb#x'] }, 'invalid_redirect_uri'],
  ['that is a list', [], 'invalid_client_metadata'],
]

test('programs that lead people astray are not registered', async () => {
  const own = await openTestServer()
  try {
    for (const [name, body, error] of registrations) {
      const response = await fetch(`${own.url}/oauth/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      const said = ((await response.json()) as { readonly error?: string }).error
      assert.deepEqual([response.status, said], [400, error], name)
    }
  } finally {
    await own.close()
  }
})

test('whoever registers too often waits', async () => {
  const statuses: number[] = []
  for (let n = 0; n < 12; n++) {
    const response = await fetch(`${site}/oauth/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ redirect_uris: [redirectUri] }),
    })
    statuses.push(response.status)
  }
  assert.ok(statuses.includes(201) && statuses.includes(429), statuses.join())
})
