import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogVerification } from '@glovebox/api'
import { appendLeaf, emptyRoot, emptyTree, hashLeaf, rootOf, type TreeNode, treeRoot, utf8 } from '@glovebox/crypto'
import { entryHash, type LogEntry, type LogEvent, spellEntry } from './entry.ts'
import { chainHash, chainStart } from './hash-chain.ts'
import { type Receipt, receiptHash, spellReceipt } from './receipt.ts'
import type { StoredEntry } from './stored-entry.ts'
import { type StoredLog, verifyLog } from './verify.ts'

type Log = StoredLog & {
  readonly entries: readonly StoredEntry[]
  readonly receipts: ReadonlyMap<string, string>
}

const receipt: Receipt = {
  version: 1,
  id: 'rcpt_a',
  run: 'run_a',
  submittedAt: '2026-01-01T00:00:01.000Z',
  finishedAt: '2026-01-01T00:00:02.000Z',
  member: 'advertiser',
  asked: { sql: 'SELECT COUNT(*) FROM impressions' },
  collaboration: { name: 'ad-measurement', hash: 'c0' },
  rulesHash: 'c1',
  tables: [{ name: 'impressions', owner: 'publisher', version: 'ver_a' }],
  suppression: [],
  outputColumns: 1,
  receivers: ['advertiser'],
  submission: { sequence: 2, hash: 'c2' },
  status: 'ok',
  codes: [],
  commitment: 'c3',
}

const events: readonly LogEvent[] = [
  { kind: 'pinned', member: 'publisher', table: 'impressions', columns: [{ name: 'user_id', type: 'BIGINT' }] },
  {
    kind: 'submitted',
    run: 'run_a',
    member: 'advertiser',
    asked: { sql: 'SELECT COUNT(*) FROM impressions' },
    tables: ['impressions'],
    collaborationHash: 'c0',
    rulesHash: 'c1',
  },
  {
    kind: 'finished',
    run: 'run_a',
    member: 'advertiser',
    tables: ['impressions'],
    status: 'ok',
    codes: [],
    receipt: 'rcpt_a',
    receiptHash: receiptHash(spellReceipt(receipt)),
  },
  { kind: 'refused', member: 'advertiser', asked: { sql: 'DROP' }, reason: 'rule', codes: ['SQL_SYNTAX'] },
  {
    kind: 'charged',
    run: 'run_b',
    member: 'advertiser',
    question: 'c4',
    charges: [{ owner: 'publisher', accounting: 'zcdp', loss: '9007199254740993', delta: '1' }],
  },
  { kind: 'charge-released', run: 'run_b', member: 'advertiser', charges: [] },
  { kind: 'budget-changed', member: 'publisher', policy: { epsilon: 8 }, previous: { epsilon: 4 } },
  { kind: 'period-opened', member: 'publisher', owner: 'publisher', period: 2, reason: 'July' },
  {
    kind: 'governed',
    member: 'publisher',
    action: 'member-invited',
    subject: 'auditor',
    detail: { abilities: ['query'] },
  },
]
const all = events.length

const good = logOf(events)

/** A log as it would be kept if `chain` had happened. */
function logOf(chain: readonly LogEvent[]): Log {
  let tree = emptyTree
  const entries = chain.map((event, index) => {
    const sequence = index + 1
    const entry = spellEntry({ ...event, version: 1, sequence, at: `2026-01-01T00:00:0${index}.000Z` })
    const hash = entryHash(entry)
    const grown = appendLeaf(tree, hash)
    tree = grown.tree
    return { sequence, entry, hash, completed: grown.added.slice(1) }
  })
  const receipts = new Map([[receipt.id, spellReceipt(receipt)]])
  return { entries, head: { sequence: chain.length, hash: treeRoot(tree) }, receipts, openRuns: new Set() }
}

function brokenAt(verification: LogVerification): number | string {
  return verification.status === 'broken' ? verification.brokenAt : verification.status
}

function withEntry(sequence: number, change: (stored: StoredEntry) => StoredEntry): Log {
  return { ...good, entries: good.entries.map((stored) => (stored.sequence === sequence ? change(stored) : stored)) }
}

/** The root of the good log at a size. */
function rootAt(size: number): string {
  return rootOf(good.entries.slice(0, size).map(({ hash }) => hash))
}

test('a log that nobody touched is whole, and says its head', async () => {
  assert.deepEqual(await verifyLog(good), { status: 'ok', entries: all, head: `${all}:${rootAt(all)}` })
})

test('an empty log is whole', async () => {
  assert.deepEqual(await verifyLog({ ...logOf([]), receipts: new Map() }), {
    status: 'ok',
    entries: 0,
    head: `0:${emptyRoot}`,
  })
})

for (const { sequence, entry } of good.entries) {
  const fields = JSON.parse(entry) as Record<string, unknown>
  for (const field of Object.keys(fields)) {
    test(`entry ${sequence}: a changed \`${field}\` is found`, async () => {
      const changed = JSON.stringify({ ...fields, [field]: 'something else' })
      assert.equal(
        brokenAt(await verifyLog(withEntry(sequence, (stored) => ({ ...stored, entry: changed })))),
        sequence,
      )
    })
    test(`entry ${sequence}: a missing \`${field}\` is found`, async () => {
      const { [field]: _, ...rest } = fields
      const changed = JSON.stringify(rest)
      assert.equal(
        brokenAt(await verifyLog(withEntry(sequence, (stored) => ({ ...stored, entry: changed })))),
        sequence,
      )
    })
  }
  test(`entry ${sequence}: a changed hash is found`, async () => {
    assert.equal(brokenAt(await verifyLog(withEntry(sequence, (stored) => ({ ...stored, hash: emptyRoot })))), sequence)
  })
  test(`entry ${sequence}: a rewritten entry with its hash made to fit is found`, async () => {
    const changed = entry.replace('"version":1', '"version":2')
    const forged = withEntry(sequence, (stored) => ({ ...stored, entry: changed, hash: entryHash(changed) }))
    // The entry that completes the next subtree knows of it; of the last one only the head does.
    assert.equal(brokenAt(await verifyLog(forged)), sequence % 2 === 0 ? sequence : sequence + 1)
  })
  test(`entry ${sequence}: its deletion is found`, async () => {
    const entries = good.entries.filter((stored) => stored.sequence !== sequence)
    assert.equal(brokenAt(await verifyLog({ ...good, entries })), sequence)
  })
  test(`entry ${sequence}: its deletion with later ones moved up is found`, async () => {
    const entries = good.entries
      .filter((stored) => stored.sequence !== sequence)
      .map((stored, index) => ({ ...stored, sequence: index + 1 }))
    assert.equal(brokenAt(await verifyLog({ ...good, entries })), sequence)
  })
}

const others: readonly [name: string, log: StoredLog, brokenAt: number][] = [
  ['two entries that changed places', { ...good, entries: swapped(good.entries) }, 2],
  ['entries that stand twice', { ...good, entries: [...good.entries, ...good.entries] }, all + 1],
  ['an entry that is not JSON', spelled('nonsense'), 1],
  ['an entry in another spelling, with a hash that fits', spelled(` ${good.entries[0]?.entry}`), 1],
  ['a cut off end', { ...good, entries: good.entries.slice(0, 3) }, 4],
  ['a cut off end with its head moved back', { ...cut(2), receipts: good.receipts }, 3],
  ['a run whose end was cut off with receipt and head', { ...cut(2), receipts: new Map() }, 3],
  ['a head that is ahead', { ...good, head: { sequence: all + 5, hash: rootAt(all) } }, all + 1],
  ['a head with another hash', { ...good, head: { sequence: all, hash: emptyRoot } }, all + 1],
  ['a missing receipt', { ...good, receipts: new Map() }, 3],
  ['a changed receipt', { ...good, receipts: new Map([['rcpt_a', spellReceipt({ ...receipt, member: 'me' })]]) }, 3],
  ['a receipt that nobody gave', { ...good, receipts: new Map([...good.receipts, ['rcpt_b', '{}']]) }, all + 1],
  ['a run that ended without having begun', logOf(events.slice(2)), 1],
  ['a run that ended twice', logOf([...events, ...events.slice(2, 3)]), all + 1],
]

for (const [name, log, place] of others) {
  test(`found: ${name}`, async () => assert.equal(brokenAt(await verifyLog(log)), place))
}

test('a run that is still going is not a broken log', async () => {
  const open = { ...cut(2), receipts: new Map(), openRuns: new Set(['run_a']) }
  assert.equal((await verifyLog(open)).status, 'ok')
})

test('a log cut back with everything that knew of it is found by a head noted before', async () => {
  const short = { ...cut(1), receipts: new Map() }
  assert.equal((await verifyLog(short)).status, 'ok')
  assert.equal(brokenAt(await verifyLog(short, good.head)), 2)
})

test('a history rewritten from its first entry is found by a head noted before', async () => {
  const [first, ...rest] = events
  assert.ok(first !== undefined)
  const rewritten = logOf([{ ...first, member: 'advertiser' }, ...rest])
  assert.equal((await verifyLog(rewritten)).status, 'ok')
  assert.equal(brokenAt(await verifyLog(rewritten, { sequence: 2, hash: rootAt(2) })), 2)
  assert.equal((await verifyLog(good, { sequence: 2, hash: rootAt(2) })).status, 'ok')
})

test('a head that was noted when the log was a chain of hashes is checked all the same', async () => {
  let chain = chainStart
  for (const { sequence, entry } of good.entries) {
    chain = chainHash(chain, entry)
    assert.equal((await verifyLog(good, { sequence, hash: chain })).status, 'ok')
    assert.equal(brokenAt(await verifyLog(good, { sequence, hash: chainHash(chain, entry) })), sequence)
  }
})

test('a subtree that is missing, changed, or kept too often is found where it was completed', async () => {
  const changes: readonly ((nodes: readonly TreeNode[]) => readonly TreeNode[])[] = [
    (nodes) => nodes.slice(1),
    (nodes) => nodes.with(0, { level: 1, index: 1, hash: emptyRoot }),
    (nodes) => [...nodes, { level: 3, index: 0, hash: emptyRoot }],
  ]
  for (const change of changes) {
    const forged = withEntry(4, (stored) => ({ ...stored, completed: change(stored.completed ?? []) }))
    assert.equal(brokenAt(await verifyLog(forged)), 4)
  }
})

function cut(length: number): Log {
  return { ...good, entries: good.entries.slice(0, length), head: { sequence: length, hash: rootAt(length) } }
}

function swapped(entries: readonly StoredEntry[]): readonly StoredEntry[] {
  const [first, second, third, ...rest] = entries
  assert.ok(first !== undefined && second !== undefined && third !== undefined)
  return [first, { ...third, sequence: 2 }, { ...second, sequence: 3 }, ...rest]
}

/** A log of one entry whose hash fits whatever it says. */
function spelled(entry: string): StoredLog {
  const hash = hashLeaf(utf8(entry))
  return {
    entries: [{ sequence: 1, entry, hash }],
    head: { sequence: 1, hash },
    receipts: new Map(),
    openRuns: new Set(),
  }
}

test('every kind of entry is in the log that was tampered with', () => {
  const kinds = new Set(good.entries.map(({ entry }) => (JSON.parse(entry) as LogEntry).kind))
  assert.deepEqual([...kinds].sort(), [
    'budget-changed',
    'charge-released',
    'charged',
    'finished',
    'governed',
    'period-opened',
    'pinned',
    'refused',
    'submitted',
  ])
})
