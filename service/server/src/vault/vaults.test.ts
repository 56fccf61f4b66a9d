import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openVaults, type Vaults } from './vaults.ts'

const text = '{"rows":[["a",1]]}'

function fresh(t: TestContext, masterKey: Uint8Array = randomBytes(32)): { folder: string; vaults: Vaults } {
  const folder = mkdtempSync(join(tmpdir(), 'vaults-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return { folder, vaults: openVaults({ folder, masterKey, random: randomBytes }) }
}

test('what was sealed is opened, also after a restart', (t) => {
  const masterKey = randomBytes(32)
  const { folder, vaults } = fresh(t, masterKey)
  const sealed = vaults.ownVaultOf('col_a').seal(text, 'results/rcpt_1/0')
  assert.ok(!sealed.includes('rows'))
  const again = openVaults({ folder, masterKey, random: randomBytes })
  assert.equal(again.ownVaultOf('col_a').open(sealed, 'results/rcpt_1/0'), text)
  assert.equal(statSync(join(folder, 'col_a.vault')).mode & 0o777, 0o600)
})

test('the same text is sealed differently each time', (t) => {
  const vault = fresh(t).vaults.ownVaultOf('col_a')
  assert.notEqual(vault.seal(text, 'x'), vault.seal(text, 'x'))
})

test('a change of any character of a sealed text is found', (t) => {
  const vault = fresh(t).vaults.ownVaultOf('col_a')
  const sealed = vault.seal(text, 'x')
  for (let place = 0; place < sealed.length; place++) {
    const other = sealed[place] === 'A' ? 'B' : 'A'
    assert.throws(() => vault.open(`${sealed.slice(0, place)}${other}${sealed.slice(place + 1)}`, 'x'))
    assert.throws(() => vault.open(sealed.slice(0, place), 'x'))
  }
})

test('a change of any bit of a wrapped key is found', (t) => {
  const masterKey = randomBytes(32)
  const { folder, vaults } = fresh(t, masterKey)
  const sealed = vaults.ownVaultOf('col_a').seal(text, 'x')
  const path = join(folder, 'col_a.vault')
  const wrapped = readFileSync(path)
  for (let bit = 0; bit < wrapped.length * 8; bit++) {
    const changed = Buffer.from(wrapped)
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
    writeFileSync(path, changed)
    const reopened = openVaults({ folder, masterKey, random: randomBytes })
    assert.throws(() => reopened.ownVaultOf('col_a').open(sealed, 'x'), /damaged/)
  }
})

test('a sealed text cannot stand in for another row, nor for another vault', (t) => {
  const { vaults } = fresh(t)
  const sealed = vaults.ownVaultOf('col_a').seal(text, 'results/rcpt_1/0')
  vaults.ownVaultOf('col_b').seal(text, 'results/rcpt_1/0')
  assert.throws(() => vaults.ownVaultOf('col_a').open(sealed, 'results/rcpt_1/1'))
  assert.throws(() => vaults.ownVaultOf('col_b').open(sealed, 'results/rcpt_1/0'))
})

test('another master key opens nothing, and says so', (t) => {
  const { folder, vaults } = fresh(t)
  const sealed = vaults.ownVaultOf('col_a').seal(text, 'x')
  const other = openVaults({ folder, masterKey: randomBytes(32), random: randomBytes })
  assert.throws(() => other.ownVaultOf('col_a').open(sealed, 'x'), /another master key/)
})

test('a destroyed vault stays closed: for who holds it open, and after a restart', (t) => {
  const masterKey = randomBytes(32)
  const { folder, vaults } = fresh(t, masterKey)
  const vault = vaults.ownVaultOf('col_a')
  const sealed = vault.seal(text, 'x')
  vaults.destroyVault('col_a')
  assert.throws(() => vault.open(sealed, 'x'), /destroyed/)
  assert.throws(() => vault.seal(text, 'x'), /destroyed/)
  const again = openVaults({ folder, masterKey, random: randomBytes })
  assert.throws(() => again.ownVaultOf('col_a').open(sealed, 'x'), /destroyed/)
  assert.deepEqual(readdirSync(folder).sort(), ['col_a.room.vault.destroyed', 'col_a.vault.destroyed'])
  again.destroyVault('col_a')
})

test('names that are paths are no vaults', (t) => {
  const { vaults } = fresh(t)
  for (const id of ['../a', 'a/b', '', '.', 'A'.repeat(9), `a${'b'.repeat(70)}`])
    assert.throws(() => vaults.ownVaultOf(id).seal(text, 'x'), /no name of a vault/)
})
