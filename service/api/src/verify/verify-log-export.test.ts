import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signCheckpoint } from '@glovebox/crypto'
import fc from 'fast-check'
import { type LogExportLine, spellLogExportLine } from './log-export.ts'
import { events, exportOf, key, origin, signedLog, verifierKey } from './signed-log.fixture.ts'
import { type KnownCheckpoints, verifyLogExport } from './verify-log-export.ts'

const log = signedLog(events)
const trust = { verifierKey, origin }
const all = events.length
const whole = exportOf(log)

test('an exported log verifies against the checkpoint that ends it', async () => {
  const verdict = await verify(whole)
  assert.deepEqual(verdict, { status: 'verified', origin, size: all, root: log.root(all), hidden: 0 })
})

test('entries that are not shown are counted, and do not stand in the way', async () => {
  for (const hidden of [[1], [2, 3], [1, 2, 3, 4, 5, 6]]) {
    const verdict = await verify(exportOf(log, new Set(hidden)))
    assert.equal(verdict.status === 'verified' && verdict.hidden, hidden.length)
  }
})

test('an export may be read from a stream, with its checkpoint beside it', async () => {
  async function* lines(): AsyncGenerator<string> {
    for (const line of whole.slice(0, -1)) yield spellLogExportLine(line)
  }
  assert.equal((await verifyLogExport(lines(), trust, { checkpoint: log.checkpoint(all) })).status, 'verified')
})

test('an empty log verifies', async () => {
  assert.equal((await verify(exportOf(signedLog([])))).status, 'verified')
})

test('a log holds every checkpoint of its past', async () => {
  for (let size = 0; size <= all; size++)
    assert.equal((await verify(whole, { noted: log.checkpoint(size) })).status, 'verified')
})

for (let at = 0; at < all; at++) {
  const sequence = at + 1
  test(`entry ${sequence}: what is changed, left out, moved or doubled is found`, async () => {
    const line = whole[at]
    const next = whole[at + 1]
    assert.ok(line !== undefined && next !== undefined && 'entry' in line)
    const changed = { sequence, entry: { ...Object(line.entry), member: 'nobody' } }
    assert.equal(await codeOf(whole.with(at, changed)), 'LOG_ROOT_MISMATCH')
    assert.equal(await codeOf(whole.with(at, { sequence, leafHash: '5f'.repeat(32) })), 'LOG_ROOT_MISMATCH')
    assert.equal(await codeOf(whole.toSpliced(at, 1)), at === all - 1 ? 'LOG_EXPORT_SIZE' : 'LOG_EXPORT_ORDER')
    assert.equal(await codeOf(whole.toSpliced(at, 0, line)), 'LOG_EXPORT_ORDER')
    const swapped = whole.with(at, next).with(at + 1, line)
    assert.equal(await codeOf(swapped), at === all - 1 ? 'LOG_EXPORT_MALFORMED' : 'LOG_EXPORT_ORDER')
  })
}

const entry = { sequence: 7, entry: { sequence: 7, nonce: '7' } }
const rewritten = signedLog([{ kind: 'refused', member: 'publisher' }, ...events.slice(1)])
const others: readonly [name: string, lines: readonly LogExportLine[], code: string, known?: KnownCheckpoints][] = [
  ['no checkpoint', whole.slice(0, -1), 'LOG_EXPORT_UNSIGNED'],
  ['an entry more', whole.toSpliced(all, 0, entry), 'LOG_EXPORT_SIZE'],
  ['an entry after the checkpoint', [...whole, entry], 'LOG_EXPORT_MALFORMED'],
  ['an entry that says another place', whole.with(0, { sequence: 1, entry: { sequence: 2 } }), 'LOG_EXPORT_ORDER'],
  ['an entry that is none', whole.with(0, { sequence: 1, entry: null }), 'LOG_EXPORT_ORDER'],
  [
    'a cut off end with an older checkpoint noted',
    exportOf(signedLog(events.slice(0, 4))),
    'LOG_SIZE_SHRANK',
    { noted: log.checkpoint(6) },
  ],
  [
    'a rewritten history, signed by the server',
    exportOf(rewritten),
    'LOG_OLD_ROOT_MISMATCH',
    { noted: log.checkpoint(2) },
  ],
  ['a forged noted checkpoint', whole, 'SIGN_BAD_SIGNATURE', { noted: log.checkpoint(2).replace('\n2\n', '\n3\n') }],
  [
    'a checkpoint of another log',
    whole,
    'SIGN_OTHER_LOG',
    { checkpoint: signCheckpoint({ origin: `${origin}b`, size: all, root: log.root(all) }, key) },
  ],
]

for (const [name, lines, code, known] of others) {
  test(`refuted: ${name}`, async () => assert.equal(await codeOf(lines, known), code))
}

test('whatever line is given, there is a verdict and no exception', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(fc.string(), fc.json())), async (lines) => {
      assert.equal((await verifyLogExport(lines, trust)).status, 'refuted')
    }),
  )
})

function verify(lines: readonly LogExportLine[], known?: KnownCheckpoints): ReturnType<typeof verifyLogExport> {
  return verifyLogExport(lines.map(spellLogExportLine), trust, known)
}

async function codeOf(lines: readonly LogExportLine[], known?: KnownCheckpoints): Promise<string | undefined> {
  const verdict = await verify(lines, known)
  return verdict.status === 'refuted' ? verdict.diagnostics[0]?.code : undefined
}
