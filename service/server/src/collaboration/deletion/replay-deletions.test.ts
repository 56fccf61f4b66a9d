import assert from 'node:assert/strict'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseVerifierKey, signingKey, spellVerifierKey, verifyDeletion } from '@glovebox/crypto'
import { closeCollaboration } from '../lifecycle/close.ts'
import { leaveCollaboration } from '../lifecycle/leave.ts'
import { readCollaboration } from '../lifecycle/read.ts'
import { membershipOf } from '../membership.ts'
import { by, openMeasurement, openRooms, reasonOf, value } from '../rooms.fixture.ts'
import { readDeletionStatement } from './read-statement.ts'
import { replayDeletions } from './replay-deletions.ts'
import { tombstoneFile } from './tombstone-file.ts'

test('a database from before a member left is brought to it again', async () => {
  const deleted: string[] = []
  const { world, lines } = await openRooms({
    onLeave: [async (_tx, { member }, cause) => ({ afterwards: () => void deleted.push(`${member} ${cause}`) })],
  })
  const id = await openMeasurement(world)
  const at = '2026-02-02T00:00:00.000Z'
  lines.push(JSON.stringify({ collaboration: id, organisation: 'org_agency', cause: 'left', at }))
  lines.push(JSON.stringify({ collaboration: 'col_later', organisation: 'org_agency', cause: 'left', at }), '{"collab')
  assert.deepEqual(await replayDeletions(world), { replayed: 1 })
  assert.deepEqual(deleted, ['agency left'])
  assert.equal((await membershipOf(world.store.db, id, 'org_agency'))?.status, 'left')
  const { statement } = value(await readDeletionStatement(world.store.db, by('agency'), id))
  assert.deepEqual([statement.at, statement.cause], [at, 'left'])
  assert.equal(lines.length, 3)
  assert.deepEqual(await replayDeletions(world), { replayed: 0 })
  assert.equal(deleted.length, 1)
})

test('a database from before a collaboration was closed is closed again, and its key goes', async () => {
  const { world, lines, destroyed } = await openRooms()
  const id = await openMeasurement(world)
  const at = '2026-02-02T00:00:00.000Z'
  for (const organisation of ['org_advertiser', 'org_agency', 'org_publisher']) {
    lines.push(JSON.stringify({ collaboration: id, organisation, cause: 'closed', at }))
  }
  assert.deepEqual(await replayDeletions(world), { replayed: 3 })
  const shares = ['org_advertiser', 'org_agency', 'org_publisher'].map((organisation) => `${id} ${organisation}`)
  assert.equal(value(await readCollaboration(world.store.db, by('agency'), id)).status, 'closed')
  assert.equal(reasonOf(await leaveCollaboration(world, by('agency'), id)), 'COLLABORATION_CLOSED')
  assert.deepEqual(destroyed, [...shares, id])
})

test('what a crash kept from being written beside the database is written at the next start', async () => {
  const { world, lines, destroyed } = await openRooms()
  const id = await openMeasurement(world)
  value(await leaveCollaboration(world, by('agency'), id))
  value(await closeCollaboration(world, by('publisher'), id))
  const [before] = [lines.splice(0), destroyed.splice(0)]
  await replayDeletions(world)
  assert.deepEqual(lines.toSorted(), before.toSorted())
  const gone = ['org_agency', 'org_advertiser', 'org_publisher'].map((organisation) => `${id} ${organisation}`)
  assert.deepEqual([destroyed.slice(0, 3).toSorted(), destroyed.slice(3)], [gone.toSorted(), [id]])
})

test('a key that a crash spared is destroyed at the next start, and the statement says so then', async () => {
  const { world, destroyed } = await openRooms()
  const id = await openMeasurement(world)
  const crashed = {
    ...world,
    destroyShare: () => {
      throw new Error('crash')
    },
  }
  await assert.rejects(leaveCollaboration(crashed, by('agency'), id))
  const before = value(await readDeletionStatement(world.store.db, by('agency'), id))
  assert.deepEqual([before.statement.backups, destroyed], [undefined, []])
  await replayDeletions(world)
  const after = value(await readDeletionStatement(world.store.db, by('agency'), id))
  assert.ok((after.statement.backups?.keysDestroyedAt ?? '') > after.statement.at)
  const verifier = parseVerifierKey(spellVerifierKey(signingKey(world.name, world.signingSeed)))
  assert.ok(verifier !== undefined && verifyDeletion(after.spelled, after.signature, verifier))
  assert.deepEqual(destroyed, [`${id} org_agency`])
  await replayDeletions(world)
  assert.deepEqual(value(await readDeletionStatement(world.store.db, by('agency'), id)), after)
  assert.equal(destroyed.length, 2, 'a copy of the keys may have brought it back')
})

test('tombstones of a file survive a line that was cut short', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-tombstones-'))
  try {
    const file = tombstoneFile(folder)
    assert.deepEqual(await file.read(), [])
    await file.append('{"a":1}')
    appendFileSync(join(folder, 'deletions.jsonl'), '{"b":')
    await file.append('{"c":3}')
    assert.deepEqual(await file.read(), ['{"a":1}', '{"b":', '{"c":3}'])
    writeFileSync(join(folder, 'deletions.jsonl'), '')
    assert.deepEqual(await file.read(), [])
  } finally {
    rmSync(folder, { recursive: true })
  }
})
