import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { KeyDestroyed } from '../store/vault.ts'
import { openVaults, type Vaults } from './vaults.ts'

const masterKey = randomBytes(32)
const all = ['org_a', 'org_b', 'org_c'] as const

function fresh(t: TestContext): { readonly folder: string; readonly vaults: Vaults } {
  const folder = mkdtempSync(join(tmpdir(), 'room-vault-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return { folder, vaults: openVaults({ folder, masterKey, random: randomBytes }) }
}

const again = (folder: string): Vaults => openVaults({ folder, masterKey, random: randomBytes })

test('what is made of several members is opened as long as the key of each of them is there', (t) => {
  const sets = fc.subarray([...all])
  fc.assert(
    fc.property(sets, sets, (madeOf, leavers) => {
      const { folder, vaults } = fresh(t)
      const vault = vaults.vaultOf('col_a')
      const sealed = vault.seal('rows', 'results/1', madeOf)
      assert.deepEqual(vault.madeOf(sealed), madeOf)
      for (const one of leavers) vaults.destroyShare('col_a', one)
      const isGone = madeOf.some((one) => leavers.includes(one))
      assert.equal(vault.canSeal(madeOf), !isGone)
      for (const some of [vault, again(folder).vaultOf('col_a')]) {
        if (isGone) assert.throws(() => some.open(sealed, 'results/1'), KeyDestroyed)
        else assert.equal(some.open(sealed, 'results/1'), 'rows')
      }
    }),
    { numRuns: 15 },
  )
})

test('who it says it is made of cannot be changed, nor left out', (t) => {
  const vault = fresh(t).vaults.vaultOf('col_a')
  const sealed = vault.seal('rows', 'x', ['org_a', 'org_b'])
  vault.seal('rows', 'x', ['org_c'])
  for (const other of ['org_a', 'org_b', '', 'org_b,org_a', 'org_a,org_c', 'org_a,org_a,org_b'])
    assert.throws(() => vault.open(sealed.replace('org_a,org_b', other), 'x'), other)
})

test('the key of one collaboration is not that of another, and goes alone', (t) => {
  const { vaults } = fresh(t)
  const [a, b] = [vaults.vaultOf('col_a'), vaults.vaultOf('col_b')]
  const sealed = [a.seal('rows', 'x', ['org_a']), b.seal('rows', 'x', ['org_a'])] as const
  vaults.destroyShare('col_a', 'org_a')
  assert.throws(() => a.open(sealed[0], 'x'), KeyDestroyed)
  assert.equal(b.open(sealed[1], 'x'), 'rows')
  vaults.destroyVault('col_b')
  assert.throws(() => b.open(sealed[1], 'x'), KeyDestroyed)
  assert.throws(() => b.seal('rows', 'x', []), KeyDestroyed)
})

test('the key that all members had before they had their own goes with the first that leaves', (t) => {
  const { vaults } = fresh(t)
  const old = vaults.ownVaultOf('col_a').seal('rows', 'x')
  assert.equal(vaults.vaultOf('col_a').open(old, 'x'), 'rows')
  vaults.destroyShare('col_b', 'org_a')
  assert.equal(vaults.vaultOf('col_a').open(old, 'x'), 'rows')
  vaults.destroyShare('col_a', 'org_a')
  assert.throws(() => vaults.vaultOf('col_a').open(old, 'x'), KeyDestroyed)
})

test('a copy of the keys from before opens what they opened, so nobody may keep one', (t) => {
  const { folder, vaults } = fresh(t)
  const sealed = vaults.vaultOf('col_a').seal('rows', 'x', ['org_a'])
  const copy = join(fresh(t).folder, 'copy')
  cpSync(folder, copy, { recursive: true })
  vaults.destroyShare('col_a', 'org_a')
  assert.throws(() => again(folder).vaultOf('col_a').open(sealed, 'x'), KeyDestroyed)
  assert.equal(again(copy).vaultOf('col_a').open(sealed, 'x'), 'rows')
})
