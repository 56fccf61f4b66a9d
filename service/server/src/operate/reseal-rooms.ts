import { allMembers } from '../collaboration/membership.ts'
import { intermediateRows } from '../intermediate/intermediate-row.ts'
import type { Receipt } from '../log/receipt.ts'
import { aboutKey } from '../privacy/published-rows.ts'
import type { ServerWorld } from '../server-world.ts'
import { aboutBoundingKey } from '../state/bounding-key.ts'
import { forgetOpening } from '../state/forget-result.ts'
import { openingOf, partOf } from '../state/receipts.ts'
import type { Db } from '../store/store.ts'
import { KeyDestroyed, type Vault } from '../store/vault.ts'

type ResealWorld = Pick<ServerWorld, 'store' | 'vaultOf' | 'clock'>

/** What one transaction seals anew. */
const receiptsAtOnce = 100

const old = 'v1.%'

/**
 * Seals what was sealed when a collaboration had one key for all anew, each text with the keys of those that it is made
 * of. What can be opened no longer, or is made of the data of a member whose key is destroyed, goes. Gives how many
 * texts there were.
 */
export async function resealRooms(world: ResealWorld): Promise<number> {
  const { db } = world.store
  const open = await db.selectFrom('collaborations').select('id').where('closed_at', 'is', null).execute()
  let count = 0
  for (const { id } of open) {
    for (const step of [resealOpenings, resealAnswers, resealSecrets]) {
      for (let done = await step(world, id); done > 0; done = await step(world, id)) count += done
    }
  }
  return count
}

async function resealOpenings(world: ResealWorld, collaboration: string): Promise<number> {
  return world.store.transaction(collaboration, async (tx) => {
    const rows = await tx
      .selectFrom('openings')
      .innerJoin('receipts', (join) =>
        join
          .onRef('receipts.collaboration', '=', 'openings.collaboration')
          .onRef('receipts.id', '=', 'openings.receipt'),
      )
      .select(['openings.receipt as id', 'openings.opening', 'receipts.receipt'])
      .where('openings.collaboration', '=', collaboration)
      .where('openings.opening', 'like', old)
      .limit(receiptsAtOnce)
      .execute()
    const kin = rows.length === 0 ? undefined : await kinOf(tx, collaboration)
    const vault = world.vaultOf(collaboration)
    for (const { id, opening, receipt } of rows) {
      const { tables, member } = JSON.parse(receipt) as Receipt
      const owners = tables.flatMap(({ name, owner }) => [kin?.accountOf(owner), ...(kin?.ownersOf(name) ?? [])])
      const madeOf = [...owners, kin?.accountOf(member)].filter((one) => one !== undefined)
      const isKept = await unlessDestroyed(async () => {
        const sealed = reseal(vault, opening, openingOf(id), madeOf)
        await resealRows(tx, { collaboration, id, vault, madeOf })
        await tx
          .updateTable('openings')
          .set({ opening: sealed })
          .where('collaboration', '=', collaboration)
          .where('receipt', '=', id)
          .execute()
      })
      if (isKept) continue
      await forgetOpening({ db: tx, collaboration, vault }, id)
      await tx
        .updateTable('runs')
        .set({ result_gone_at: world.clock().toISOString() })
        .where('receipt', '=', id)
        .where('result_gone_at', 'is', null)
        .execute()
    }
    return rows.length
  })
}

async function resealRows(
  tx: Db,
  about: {
    readonly collaboration: string
    readonly id: string
    readonly vault: Vault
    readonly madeOf: readonly string[]
  },
): Promise<void> {
  const { collaboration, id, vault, madeOf } = about
  const parts = await tx
    .selectFrom('results')
    .select('part')
    .where('collaboration', '=', collaboration)
    .where('receipt', '=', id)
    .execute()
  for (const { part } of parts) {
    const at = { collaboration, receipt: id, part }
    const of = tx
      .selectFrom('results')
      .select('rows')
      .where((eb) => eb.and(at))
    const { rows } = await of.executeTakeFirstOrThrow()
    await tx
      .updateTable('results')
      .set({ rows: reseal(vault, rows, partOf(id, part), madeOf) })
      .where((eb) => eb.and(at))
      .execute()
  }
}

async function resealAnswers(world: ResealWorld, collaboration: string): Promise<number> {
  return world.store.transaction(collaboration, async (tx) => {
    const rows = await tx
      .selectFrom('published')
      .select(['key', 'member', 'rows'])
      .where('collaboration', '=', collaboration)
      .where('rows', 'like', old)
      .limit(receiptsAtOnce)
      .execute()
    const kin = rows.length === 0 ? undefined : await kinOf(tx, collaboration)
    for (const { key, member, rows: sealed } of rows) {
      const at = { collaboration, key }
      const tables = await tx
        .selectFrom('published_tables')
        .select('table_name')
        .where((eb) => eb.and(at))
        .execute()
      const owners = tables.map(({ table_name: name }) => kin?.ownersOf(name) ?? [])
      const asker = kin?.accountOf(member)
      const isKnown = asker !== undefined && owners.every((some) => some.length > 0)
      const isKept =
        isKnown &&
        (await unlessDestroyed(async () => {
          const fresh = reseal(world.vaultOf(collaboration), sealed, aboutKey(key), [...owners.flat(), asker])
          await tx
            .updateTable('published')
            .set({ rows: fresh })
            .where((eb) => eb.and(at))
            .execute()
        }))
      // Whoever asks again pays again: nobody can say any more whose it is, or it cannot be opened.
      if (!isKept)
        await tx
          .deleteFrom('published')
          .where((eb) => eb.and(at))
          .execute()
    }
    return rows.length
  })
}

async function resealSecrets(world: ResealWorld, collaboration: string): Promise<number> {
  return world.store.transaction(collaboration, async (tx) => {
    const of = { collaboration }
    const rows = await tx
      .selectFrom('room_secrets')
      .select(['name', 'value'])
      .where((eb) => eb.and(of))
      .where('value', 'like', old)
      .execute()
    for (const { name, value } of rows) {
      const at = { ...of, name }
      const isKept = await unlessDestroyed(async () => {
        const fresh = reseal(world.vaultOf(collaboration), value, aboutBoundingKey, [])
        await tx
          .updateTable('room_secrets')
          .set({ value: fresh })
          .where((eb) => eb.and(at))
          .execute()
      })
      if (!isKept)
        await tx
          .deleteFrom('room_secrets')
          .where((eb) => eb.and(at))
          .execute()
    }
    return rows.length
  })
}

function reseal(vault: Vault, sealed: string, about: string, madeOf: readonly string[]): string {
  return vault.seal(vault.open(sealed, about), about, madeOf)
}

async function unlessDestroyed(work: () => Promise<void>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (error) {
    if (error instanceof KeyDestroyed) return false
    throw error
  }
}

type Kin = {
  /** The organisation behind the name of a member, whether or not it is there still. */
  readonly accountOf: (member: string) => string | undefined
  /** Whose data a table is, or goes back to. */
  readonly ownersOf: (table: string) => readonly string[]
}

async function kinOf(tx: Db, collaboration: string): Promise<Kin> {
  const members = await allMembers(tx, collaboration)
  const kept = await intermediateRows(tx, collaboration)
  const own = await tx
    .selectFrom('table_associations')
    .select(['name', 'organisation'])
    .where('collaboration', '=', collaboration)
    .execute()
  const ownersOf = (table: string, seen: readonly string[] = []): readonly string[] => [
    ...own.filter(({ name }) => name === table).map(({ organisation }) => organisation),
    ...kept
      // A name may have been given anew to what goes back to its former bearer.
      .filter(({ name, id }) => name === table && !seen.includes(id))
      .flatMap(({ id, organisation, snapshot }) => [
        organisation,
        ...(snapshot?.bases ?? []).flatMap((base) => [base.organisation, ...ownersOf(base.name, [...seen, id])]),
      ]),
  ]
  return {
    accountOf: (name) => members.find(({ member }) => member === name)?.organisation,
    ownersOf: (table) => ownersOf(table),
  }
}
