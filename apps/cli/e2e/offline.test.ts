import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import {
  advertiser,
  bundleOf,
  checkpointNow,
  consistency,
  exported,
  happen,
  openLogStore,
  publisher,
  refusedQuestion,
  repeatingRoom,
  result,
  runOnce,
  salt,
  trust,
} from '../../../conformance/log/server-log.ts'
import { glovebox } from './run.suite.ts'

// What members have of a server's log in files, checked by the command alone: there is no server.

const folder = mkdtempSync(join(tmpdir(), 'glovebox-offline-'))
const store = await openLogStore(join(folder, 'state'))
after(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

const keep = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const state = repeatingRoom(store)
await happen(state, refusedQuestion('advertiser', 'SELECT 1'))
const monday = keep('monday.txt', await checkpointNow(state))
const id = await runOnce(state, 'run_a')
const friday = keep('friday.txt', await checkpointNow(state))
const bundle = await bundleOf(state, id)
const key = keep('server.key', `${trust.verifierKey}\n`)
const receipt = keep('receipt.json', JSON.stringify(bundle))
const log = keep('log.jsonl', `${(await exported(state, publisher)).join('\n')}\n`)
const whole = keep('whole.jsonl', `${(await exported(state, advertiser)).join('\r\n')}\r\n`)
const proof = keep('proof.json', JSON.stringify({ from: 1, to: 3, ...(await consistency(state, 1, 3)) }))
const opening = keep('opening.json', JSON.stringify({ salt: Buffer.from(salt).toString('hex'), result }))
const otherOpening = keep(
  'other.json',
  JSON.stringify({ salt: Buffer.from(salt).toString('hex'), result: { ...result, rows: [[1]] } }),
)
const forgedReceipt = keep('forged.json', JSON.stringify(bundle).replaceAll('"advertiser"', '"publisher"'))
const forgedLog = keep('forged.jsonl', (await exported(state, publisher)).join('\n').replace('"run_a"', '"run_b"'))
const otherStore = await openLogStore(join(folder, 'other'))
const other = repeatingRoom(otherStore)
await happen(other, refusedQuestion('advertiser', 'SELECT 2'))
const forked = keep('forked.txt', await checkpointNow(other))
await otherStore.close()

const withKey = ['--key', key]
const good: readonly [name: string, args: readonly string[], says: RegExp][] = [
  ['a receipt', ['receipt', 'verify', receipt, ...withKey], /^verified: receipt rcpt_\w+ is entry 3 of the 3 of /],
  ['a receipt, with the key itself', ['receipt', 'verify', receipt, '--key', trust.verifierKey], /^verified/],
  ['a receipt and its result', ['receipt', 'verify', receipt, ...withKey, '--opening', opening], /was released$/],
  ['an exported log', ['log', 'verify', '--export', log, ...withKey], /^verified: all 3 entries of \S+; 1 of them/],
  ['an exported log with line ends of Windows', ['log', 'verify', '--export', whole, ...withKey], /; 0 of them/],
  ['a noted checkpoint', ['log', 'verify', '--export', log, ...withKey, '--noted', monday], /begins with what was/],
  ['two visits', ['log', 'compare', monday, friday, '--proof', proof, ...withKey], /^same history: /],
  ['the named log', ['log', 'compare', friday, friday, ...withKey, '--log', trust.origin], /^same history: /],
]

for (const [name, args, says] of good) {
  test(`offline, what holds: ${name}`, async () => {
    const { code, stdout, stderr } = await glovebox(args)
    assert.equal(code, 0, stderr)
    assert.match(stdout.trim(), says)
  })
}

const bad: readonly [name: string, args: readonly string[], code: number, says: RegExp][] = [
  ['a forged receipt', ['receipt', 'verify', forgedReceipt, ...withKey], 2, /RECEIPT_BAD_SIGNATURE/],
  ['another result', ['receipt', 'verify', receipt, ...withKey, '--opening', otherOpening], 2, /RECEIPT_NOT_OPENED/],
  ['another log', ['receipt', 'verify', receipt, ...withKey, '--log', 'rooms.example/col_b'], 2, /SIGN_OTHER_LOG/],
  ['a file that is no receipt', ['receipt', 'verify', proof, ...withKey], 2, /RECEIPT_MALFORMED/],
  ['a file that is not JSON', ['receipt', 'verify', key, ...withKey], 64, /is not JSON/],
  ['a file that is not there', ['receipt', 'verify', 'nowhere.json', ...withKey], 64, /there is no such file/],
  ['a key that is none', ['receipt', 'verify', receipt, '--key', monday], 2, /SIGN_KEY_MALFORMED/],
  ['a forged log', ['log', 'verify', '--export', forgedLog, ...withKey], 2, /LOG_ROOT_MISMATCH/],
  ['a log without a key', ['log', 'verify', '--export', log], 64, /--key/],
  ['a log that is not there', ['log', 'verify', '--export', 'nowhere.jsonl', ...withKey], 64, /cannot be read/],
  ['a key without a log', ['log', 'verify', ...withKey], 64, /--export/],
  ['a forked log', ['log', 'compare', monday, forked, ...withKey], 2, /^forked: /],
  ['a rewritten log', ['log', 'compare', forked, friday, '--proof', proof, ...withKey], 2, /^rewritten: /],
  ['sizes without a proof', ['log', 'compare', monday, friday, ...withKey], 2, /^unproven: /],
  ['a proof that is none', ['log', 'compare', monday, friday, '--proof', opening, ...withKey], 64, /is not a proof/],
]

for (const [name, args, code, says] of bad) {
  test(`offline, what does not hold: ${name}`, async () => {
    const ended = await glovebox(args)
    assert.equal(ended.code, code, ended.stderr)
    assert.match(ended.stderr, says)
    assert.equal(ended.stdout, '')
  })
}

test('programs get the verdict in JSON', async () => {
  const verified = await glovebox(['receipt', 'verify', receipt, ...withKey, '--json'])
  assert.equal((JSON.parse(verified.stdout) as { readonly status: string }).status, 'verified')
  const refuted = await glovebox(['log', 'verify', '--export', forgedLog, ...withKey, '--json'])
  assert.equal((JSON.parse(refuted.stdout) as { readonly status: string }).status, 'refuted')
  assert.equal(refuted.code, 2)
})
