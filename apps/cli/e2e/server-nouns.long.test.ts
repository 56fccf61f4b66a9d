import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Secret, TOTP } from 'otpauth'
import { type Person, person, serve } from './server.suite.ts'

// What the guide does not type: every other noun and verb, at two organisations and one that is not in the room.

const server = await serve()
const publisher = person('publisher', server)
const advertiser = person('advertiser', server)
const outsider = person('outsider', server)

/** Runs a command that has to end well, and gives everything it printed. */
async function ok(who: Person, ...args: readonly string[]): Promise<string> {
  const ended = await who.run(...args)
  assert.equal(ended.code, 0, `glovebox ${args.join(' ')}\n${ended.stdout}${ended.stderr}`)
  return `${ended.stdout}${ended.stderr}`
}

async function join2(who: Person, name: string): Promise<string> {
  const { url } = await publisher.json('organisation', 'invite', '--name', name)
  await ok(who, 'setup', String(url), '--organisation', name, '--email', `${name}@example.org`)
  await ok(who, 'login', '--server', server.url, '--email', `${name}@example.org`)
  return String((await who.json('organisation', 'show')).id)
}

const rule = {
  custom: {
    allowedAnalyses: ['ANY_QUERY'],
    allowedAnalysisProviders: ['advertiser'],
    aggregationThresholds: [{ identityColumns: ['user_id'], minimumIdentityCount: 2, type: 'COUNT_DISTINCT' }],
  },
}
const policy = { v1: { custom: { allowedAnalyses: ['ANY_QUERY'], allowedAnalysisProviders: ['123456789012'] } } }
writeFileSync(join(publisher.folder, 'visits.csv'), 'user_id,city\n1,Berlin\n2,Berlin\n3,Bern\n3,Berlin\n')
writeFileSync(join(publisher.folder, 'rule.yaml'), JSON.stringify({ rule }))
writeFileSync(join(publisher.folder, 'policy.json'), JSON.stringify(policy))

await ok(publisher, 'setup', server.link, '--email', 'publisher@example.org')
await ok(publisher, 'login', '--server', server.url, '--email', 'publisher@example.org')
const organisation = await join2(advertiser, 'advertiser')
await join2(outsider, 'outsider')
await ok(
  publisher,
  ...['collaboration', 'create', '--name', 'measurement', '--as', 'publisher'],
  ...['--member', `advertiser=${organisation}:query,receive`, '--retention-days', '7'],
)
assert.match(await ok(advertiser, 'collaboration', 'show', 'measurement'), /status\s+invited/)
await ok(advertiser, 'collaboration', 'accept', '--pay')
await ok(publisher, 'file', 'put', 'visits.csv', 'in/visits.csv')
await ok(publisher, 'table', 'add', 'visits', '--source', 'in/visits.csv', '--rule', 'rule.yaml')
await ok(publisher, 'table', 'associate', 'visits', '--receivers', 'advertiser', '--limit', '50/day')

test('a change is proposed, talked about, approved or denied, and taken back', async () => {
  const proposed = await advertiser.json('change', 'propose', '--grant', 'publisher=receive', '--comment', 'why not')
  const id = String(proposed.id)
  assert.equal(proposed.status, 'pending')
  assert.match(await ok(publisher, 'waiting'), new RegExp(`change-request.*glovebox change show ${id}`))
  await ok(publisher, 'change', 'comment', id, 'let me see')
  assert.match(await ok(publisher, 'change', 'approve', id), /is committed/)
  assert.match(await ok(advertiser, 'change', 'show', id), /let me see/)
  const other = String((await advertiser.json('change', 'propose', '--retention-days', '9')).id)
  assert.match(await ok(publisher, 'change', 'deny', other, '--comment', 'too long'), /is denied/)
  const third = String((await advertiser.json('change', 'propose', '--purposes', 'planning')).id)
  assert.match(await ok(advertiser, 'change', 'cancel', third), /is cancelled/)
  const { items } = await advertiser.json('change', 'list', '--status', 'denied')
  assert.equal((items as readonly unknown[]).length, 1)
  assert.match(await ok(advertiser, 'collaboration', 'show', 'measurement'), /resultRetentionDays\s+7/)
})

test('a template has versions, which are compared, approved and withdrawn', async () => {
  const sql = 'SELECT city, COUNT(DISTINCT user_id) AS people FROM visits GROUP BY city'
  await ok(advertiser, 'template', 'propose', 'by_city', '--sql', sql)
  await ok(publisher, 'template', 'approve', 'by_city@1')
  await ok(advertiser, 'template', 'propose', 'by_city', '--new-version', '--sql', `${sql} ORDER BY city`)
  assert.match(await ok(publisher, 'template', 'diff', 'by_city'), /^- .*GROUP BY city\n\+ .*ORDER BY city$/m)
  assert.equal((await publisher.run('template', 'approve', 'by_city@2', '--hash', '0'.repeat(64))).code, 2)
  assert.match(await ok(publisher, 'template', 'reject', 'by_city@2', '--comment', 'why'), /is rejected/)
  assert.match(await ok(advertiser, 'template', 'list'), /by_city\s+advertiser\s+version 1\s+2 rejected/)
  assert.match(await ok(advertiser, 'query', '--template', 'by_city', '--format', 'csv'), /^Berlin,3\r$/m)
  await ok(publisher, 'template', 'withdraw', 'by_city@1')
  assert.equal((await advertiser.run('query', '--template', 'by_city')).code, 2)
  await ok(publisher, 'template', 'set-rules', '--from', 'advertiser=visits')
  assert.match(await ok(publisher, 'template', 'rules'), /advertiser\s+visits/)
  assert.match(await ok(advertiser, 'template', 'propose', 'all', '--sql', sql), /all@1 is approved/)
  assert.match(await ok(publisher, 'template', 'set-rules', '--minimum-reviewers', '2'), /1 rules; 2 people approve/)
  assert.match(await ok(publisher, 'template', 'rules'), /advertiser\s+visits[\s\S]*2 people approve/)
  assert.equal((await publisher.run('template', 'set-rules')).code, 64)
  await ok(publisher, 'template', 'set-rules', '--none', '--minimum-reviewers', '1')
})

test('a run is listed, shown, and its result fetched in every format and removed', async () => {
  const ended = await advertiser.run('query', 'SELECT COUNT(DISTINCT user_id) AS n FROM visits', '--format', 'csv')
  assert.match(ended.stdout, /^n\r\n3\r\n$/)
  const { items } = await advertiser.json('run', 'list', '--limit', '1')
  const [{ id = '' } = {}] = items as readonly { readonly id?: string }[]
  assert.match(await ok(advertiser, 'run', 'show', id, '--wait'), /status\s+ok/)
  assert.match(await ok(advertiser, 'run', 'result', id), /n\n─\n3/)
  for (const [file, start] of [
    ['n.csv', 'n'],
    ['n.json', '{'],
    ['n.parquet', 'PAR1'],
    ['n.arrow', '\u00ff'],
  ] as const) {
    await ok(advertiser, 'run', 'result', id, '-o', file)
    assert.ok(readFileSync(join(advertiser.folder, file), 'latin1').startsWith(start), file)
  }
  assert.equal((await publisher.run('run', 'result', id)).code, 4, 'only receivers have it')
  await ok(advertiser, 'run', 'result', id, '--delete', '--yes')
  assert.notEqual((await advertiser.run('run', 'result', id)).code, 0)
  assert.match(await ok(advertiser, 'usage'), /: \d+ runs, \d/)
  assert.match(await ok(advertiser, 'usage', '--format', 'csv'), /^month,|^run,|,price/m)
})

test('an analysis is kept, changed, run and dropped', async () => {
  const sql = 'SELECT COUNT(DISTINCT user_id) AS n FROM visits'
  await ok(advertiser, 'analysis', 'save', 'count', '--sql', sql, '--description', 'for the call')
  assert.match(await ok(advertiser, 'analysis', 'list'), /count\s+sav_\w+\s+SELECT COUNT/)
  await ok(advertiser, 'analysis', 'change', 'count', '--sql', `${sql} WHERE city <> 'Rome'`)
  const shown = await ok(advertiser, 'analysis', 'show', 'count')
  assert.match(shown, /WHERE city <> 'Rome'/)
  assert.match(shown, /for the call/)
  const run = await advertiser.json('analysis', 'run', 'count')
  assert.match(await ok(advertiser, 'run', 'show', String(run.id), '--wait'), /status\s+ok/)
  assert.match(await ok(publisher, 'analysis', 'list'), /there are none/)
  await ok(advertiser, 'analysis', 'remove', 'count', '--yes')
  assert.equal((await advertiser.run('analysis', 'show', 'count')).code, 64)
  assert.equal((await advertiser.run('analysis', 'save', 'none')).code, 64)
})

test('an intermediate table is defined, populated, shown, forbidden and deleted', async () => {
  const sql = 'SELECT city, COUNT(DISTINCT user_id) AS people FROM visits GROUP BY city'
  assert.match(
    await ok(advertiser, 'intermediate', 'define', 'cities', '--sql', sql, '--retention-days', '3'),
    /is defined/,
  )
  const { run } = await advertiser.json('intermediate', 'populate', 'cities')
  await advertiser.run('run', 'show', String(run), '--wait')
  assert.match(await ok(advertiser, 'intermediate', 'show', 'cities'), /retentionDays\s+3/)
  assert.match(await ok(publisher, 'intermediate', 'list'), /cities\s+int_\w+\s+advertiser/)
  assert.match(await ok(publisher, 'intermediate', 'disallow', 'cities', '--comment', 'no', '--yes'), /is disallowed/)
  await ok(advertiser, 'intermediate', 'remove', 'cities', '--yes')
  assert.match(await ok(advertiser, 'intermediate', 'list'), /there are none/)
})

test('an authenticator is added with recovery codes, passkeys are listed, and the audit tells of it', async () => {
  assert.match(await ok(outsider, 'account', 'passkeys'), /there are none/)
  assert.notEqual((await outsider.run('account', 'remove-passkey', 'none', '--yes')).code, 0)
  const { secret } = await outsider.json('account', 'add-authenticator')
  assert.notEqual((await outsider.run('account', 'add-authenticator', '--code', '000000')).code, 0)
  const code = (): string => new TOTP({ secret: Secret.fromBase32(String(secret)) }).generate()
  assert.match(
    await ok(outsider, 'account', 'add-authenticator', '--code', code()),
    /recovery code[\s\S]*each works once/,
  )
  assert.match(await ok(outsider, 'organisation', 'sign-ins', '--limit', '5'), /totp-added/)
  assert.ok(Array.isArray((await advertiser.json('organisation', 'sign-ins', '--limit', '1')).items))
})

test('a schedule is made, rests, goes on and is dropped', async () => {
  const sql = 'SELECT COUNT(DISTINCT user_id) AS n FROM visits'
  await ok(advertiser, 'schedule', 'make', 'weekly', '--cron', '0 6 * * 1', '--zone', 'Europe/Berlin', '--sql', sql)
  assert.match(await ok(advertiser, 'schedule', 'pause', 'weekly'), /is paused/)
  assert.match(await ok(advertiser, 'schedule', 'list'), /weekly.*paused/)
  assert.match(await ok(advertiser, 'schedule', 'resume', 'weekly'), /is active/)
  assert.match(await ok(advertiser, 'schedule', 'show', 'weekly'), /Europe\/Berlin/)
  await ok(advertiser, 'schedule', 'ticks', 'weekly')
  await ok(advertiser, 'schedule', 'remove', 'weekly', '--yes')
  assert.match(await ok(advertiser, 'schedule', 'list'), /there are none/)
})

test('no webhook leads into the operator’s network', async () => {
  const ended = await advertiser.run('webhook', 'add', 'http://127.0.0.1:8640/hook', '--events', 'run.finished')
  assert.equal(ended.code, 2, ended.stdout)
  assert.match(await ok(advertiser, 'webhook', 'list'), /there are none/)
})

test('a destination is registered, allowed, moved and dropped, and nothing is activated without the ability', async () => {
  const inside = await advertiser.run('destination', 'add', 'crm', 'http://127.0.0.1:8640/audience')
  assert.equal(inside.code, 2, inside.stdout)
  assert.match(await ok(advertiser, 'destination', 'add', 'crm', 'https://crm.example.invalid/in'), /secret\s+whsec_/)
  assert.match(await ok(publisher, 'destination', 'list'), /crm +advertiser +https:\/\/crm.example.invalid\/in +jsonl/)
  assert.match(await ok(publisher, 'table', 'restrict', 'visits', '--destinations', 'crm'), /go to crm of advertiser/)
  const url = 'https://crm.example.invalid/v2'
  assert.match(
    await ok(advertiser, 'destination', 'change', 'crm', '--url', url, '--rows', 'csv'),
    /nobody has allowed/,
  )
  assert.match(await ok(advertiser, 'destination', 'rotate', 'crm'), /secret\s+whsec_/)
  assert.equal((await advertiser.run('destination', 'test', 'crm')).code, 5)
  const sql = 'SELECT city FROM visits'
  const closed = await advertiser.run('template', 'propose', 'cities', '--kind', 'activation', '--sql', sql)
  assert.match(closed.stderr, /does not let results be activated/)
  assert.equal((await advertiser.run('activate', 'cities', '--to', 'crm')).code, 2)
  assert.match(await ok(publisher, 'table', 'restrict', 'visits', '--destinations', 'none'), /restricted/)
  await ok(advertiser, 'destination', 'remove', 'crm', '--yes')
})

test('a table changes its rule, is restricted, and its past stays known', async () => {
  assert.match(await ok(publisher, 'table', 'schema', 'visits'), /user_id\s+BIGINT/)
  assert.match(await ok(publisher, 'table', 'restrict', 'visits', '--limit', 'none'), /restricted/)
  const imported = await publisher.run('table', 'set-rule', 'visits', '--aws-policy', 'policy.json')
  assert.equal(imported.code, 0, imported.stderr)
  assert.match(imported.stderr, /not expressed|kept/)
  await ok(publisher, 'table', 'set-rule', 'visits', '--rule', 'rule.yaml')
  assert.match(await ok(publisher, 'table', 'versions', 'visits'), /^ +4 .*publisher.*\n +3 .*\n +2 .*\n +1 /m)
  assert.equal((await publisher.run('table', 'remove', 'visits', '--yes')).code, 2, 'it is in use')
})

test('an import without a server ends with 2 where it is not all of the policy', async () => {
  const ended = await publisher.run('import', 'aws', 'policy.json', '--table', 'visits', '--owner', 'publisher')
  assert.equal(ended.code, 2)
  assert.match(ended.stdout, /^tables:\n {2}- name: visits\n {4}owner: publisher/)
  assert.match(ended.stderr, /not expressed/)
})

test('a budget is said, shown and taken away', async () => {
  await ok(publisher, 'budget', 'set-policy', '--epsilon', '4', '--delta', '1e-6')
  assert.match(await ok(publisher, 'budget', 'policy'), /epsilon\s+4/)
  await ok(publisher, 'budget', 'remove-policy', '--yes')
  assert.equal((await publisher.run('budget', 'policy')).code, 4)
})

test('people are invited, changed, disabled and removed; keys are made for programs', async () => {
  const { url } = await publisher.json('user', 'invite', 'cy@example.org', '--roles', 'analyst')
  const cy = person('cy', server)
  await ok(cy, 'setup', String(url))
  await ok(cy, 'login', '--server', server.url, '--email', 'cy@example.org')
  assert.match(await ok(publisher, 'user', 'set-roles', 'cy@example.org', 'auditor'), /is auditor/)
  assert.match(await ok(cy, 'whoami'), /auditor/)
  assert.match(await ok(publisher, 'user', 'disable', 'cy@example.org'), /is disabled/)
  assert.equal((await cy.run('whoami')).code, 4)
  await ok(publisher, 'user', 'remove', 'cy@example.org', '--yes')
  assert.doesNotMatch(await ok(publisher, 'user', 'list'), /cy@/)
  const key = await advertiser.json('key', 'make', 'agent', '--scopes', 'analyses:check', '--max-share', '0.1')
  assert.match(String(key.secret), /^gbx_/)
  assert.match(await ok(advertiser, 'key', 'list'), /agent\s+key_\w+\s+personal, for a program/)
  await ok(advertiser, 'key', 'revoke', String(key.id), '--yes')
})

test('the operator makes organisations and lists them all; nobody else does', async () => {
  const made = await publisher.json('organisation', 'create', 'agency', '--email', 'di@example.org')
  assert.match(String(made.url), /\/join#/)
  assert.match(await ok(publisher, 'organisation', 'list', '--format', 'csv'), /^agency,org_/m)
  assert.equal((await advertiser.run('organisation', 'list')).code, 4)
})

test('whoever is not in a collaboration cannot tell that there is one', async () => {
  const { id } = await publisher.json('collaboration', 'show', 'measurement')
  const real = await outsider.run('collaboration', 'show', String(id))
  const imagined = await outsider.run('collaboration', 'show', `col_${'a'.repeat(26)}`)
  assert.deepEqual([real.code, real.stdout, real.stderr], [4, imagined.stdout, imagined.stderr])
})

test('a member pauses, resumes, leaves with a signed statement; the creator closes', async () => {
  assert.match(await ok(publisher, 'collaboration', 'pause'), /takes no part/)
  assert.match(await ok(advertiser, 'table', 'list', '--associated'), /OWNER_PAUSED/)
  await ok(publisher, 'collaboration', 'resume')
  const { id } = await advertiser.json('collaboration', 'show')
  const statement = await advertiser.json('collaboration', 'leave', '--yes')
  assert.match(String(statement.signature), /^[\w+/=-]{40,}$/)
  const again = await advertiser.json('collaboration', 'deletion-statement', String(id))
  assert.equal(again.signature, statement.signature)
  await ok(publisher, 'collaboration', 'close', 'measurement', '--yes')
  assert.match(await ok(publisher, 'collaboration', 'list'), /measurement.*closed/)
})
