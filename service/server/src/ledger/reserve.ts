import { sql } from 'kysely'
import { loggedSqlLength } from '../limits.ts'
import { canonicalJson, type Json } from '../log/canonical-json.ts'
import type { LoggedCharge } from '../log/entry.ts'
import { taggedHash } from '../log/tagged-hash.ts'
import { appendEntry } from '../state/audit-log.ts'
import { inTransaction, type RoomState } from '../store/room-state.ts'
import { accountLifetime, addToBalance, chargedMonth, currentPeriod, lossesIn } from './balance.ts'
import { type Charge, type Cost, checkCharges, largestUnits, monthOf, type Scope, type ScopeKind } from './scope.ts'

/** What a run may cost, and for what. Nothing here may depend on a row. */
export type ReservationRequest = {
  /** Names the attempt, over all members: whoever sends it again gets the first answer and pays once. */
  readonly key: string
  readonly run: string
  readonly member: string
  /** The hash of the canonical question. */
  readonly question: string
  /** What the owner is shown; a long one is cut. */
  readonly query: string
  /** The mechanisms and their parameters. */
  readonly event: Json
  /** One for each owner. */
  readonly charges: readonly Charge[]
  /** ISO 8601, UTC. */
  readonly at: string
}

/** A share of a budget that this charge crossed. */
export type Warning = {
  readonly owner: string
  readonly scope: ScopeKind
  readonly member?: string
  readonly threshold: number
}

/** A budget that cannot pay for the same again. */
export type BudgetEnd = Omit<Warning, 'threshold'>

/** What the ledger says to a request. */
export type Reservation =
  | {
      readonly kind: 'reserved'
      readonly entry: number
      /** The run that holds the reservation: another than the one that asks where the key was seen before. */
      readonly run: string
      readonly warnings: readonly Warning[]
      /** Budgets that cannot pay so much once more; told by the charge that made them so. */
      readonly endings: readonly BudgetEnd[]
      /** The key was seen before and nothing was charged this time. `touch` says whether data may still be read for it. */
      readonly isRepeated: boolean
    }
  /** Nothing was charged to any owner. */
  | {
      readonly kind: 'exhausted'
      readonly owner: string
      readonly scope: ScopeKind
      readonly cap: Cost
      readonly spent: Cost
    }
  /** Nothing was charged: the scope spent under the other accounting in this period, and the two do not add up. */
  | { readonly kind: 'other-accounting'; readonly owner: string; readonly scope: ScopeKind }
  /** Nothing was charged: the key stands for a different charge. */
  | { readonly kind: 'key-taken' }

/**
 * Charges every scope of every owner, or none, before any data is read. On disk when this is fulfilled; inside a
 * transaction of the caller, when that is. Throws RangeError where the request cannot be kept.
 */
export async function reserve(state: RoomState, request: ReservationRequest): Promise<Reservation> {
  checkCharges(request.charges, request.member, request.at)
  const same = fingerprint(request)
  return inTransaction(state, async (tx) => {
    const earlier = await findEarlier(tx, request.key, same)
    if (earlier !== undefined) return earlier
    const told: Told = { warnings: [], endings: [] }
    for (const { scopes, cost } of request.charges) {
      for (const scope of scopes) {
        const refusal = await refuse(tx, scope, cost, told)
        if (refusal !== undefined) return refusal
      }
    }
    const entry = await write(tx, request, same, told.warnings)
    return { kind: 'reserved', entry, run: request.run, ...told, isRepeated: false }
  })
}

/** What makes two requests under one key the same. Caps are not in it: a budget may change between the two. */
function fingerprint({ member, question, event, charges }: ReservationRequest): string {
  return taggedHash('charge', canonicalJson({ member, question, event, charges: loggedCharges(charges) }))
}

async function findEarlier(tx: RoomState, key: string, same: string): Promise<Reservation | undefined> {
  const row = await tx.db
    .selectFrom('ledger_entries')
    .select(['entry', 'run', 'request', 'warnings'])
    .where('collaboration', '=', tx.collaboration)
    .where('key', '=', key)
    .where('status', '<>', sql.lit('released'))
    .executeTakeFirst()
  if (row === undefined) return undefined
  if (row.request !== same) return { kind: 'key-taken' }
  const warnings = JSON.parse(row.warnings) as readonly Warning[]
  return { kind: 'reserved', entry: row.entry, run: row.run, warnings, endings: [], isRepeated: true }
}

type Told = { readonly warnings: Warning[]; readonly endings: BudgetEnd[] }

/** Why a scope cannot bear a cost. Where it can, adds to what is told: thresholds that are crossed, and an end. */
async function refuse(tx: RoomState, scope: Scope, cost: Cost, told: Told): Promise<Reservation | undefined> {
  const { owner, kind, accounting, cap } = scope
  if (cap === undefined) return undefined
  const losses = await lossesIn(tx, scope)
  const other = losses[accounting === 'zcdp' ? 'pure' : 'zcdp']
  if (other.loss > 0n || other.delta > 0n) return { kind: 'other-accounting', owner, scope: kind }
  const before = losses[accounting]
  const after = { loss: before.loss + cost.loss, delta: before.delta + cost.delta }
  if (after.loss > cap.loss || after.delta > cap.delta)
    return { kind: 'exhausted', owner, scope: kind, cap, spent: before }
  const whose = { owner, scope: kind, ...(scope.member === undefined ? {} : { member: scope.member }) }
  for (const threshold of scope.warnAt)
    if (!isReached(before, cap, threshold) && isReached(after, cap, threshold))
      told.warnings.push({ ...whose, threshold })
  if (after.loss + cost.loss > cap.loss || after.delta + cost.delta > cap.delta) told.endings.push(whose)
  return undefined
}

/** Whether a share of a cap is reached; of a cap without delta, by the loss alone. */
function isReached(spent: Cost, cap: Cost, threshold: number): boolean {
  const share = BigInt(Math.round(threshold * 1e9))
  const reaches = (units: bigint, of: bigint): boolean => of > 0n && units * 1_000_000_000n >= share * of
  return reaches(spent.loss, cap.loss) || reaches(spent.delta, cap.delta)
}

async function write(
  tx: RoomState,
  request: ReservationRequest,
  same: string,
  warnings: readonly Warning[],
): Promise<number> {
  const { db, collaboration } = tx
  const { key, run, member, question, charges, at } = request
  const query = request.query.length <= loggedSqlLength ? request.query : `${request.query.slice(0, loggedSqlLength)} …`
  const event = canonicalJson(request.event)
  const entry = await nextEntry(tx)
  const told = JSON.stringify(warnings)
  await db
    .insertInto('ledger_entries')
    .values({
      collaboration,
      entry,
      key,
      request: same,
      at,
      run,
      member,
      question,
      query,
      event,
      warnings: told,
      status: 'reserved',
    })
    .execute()
  for (const charge of charges) await writeCharge(tx, entry, member, monthOf(at), charge)
  await appendEntry(tx, { kind: 'charged', run, member, question, charges: loggedCharges(charges) }, at)
  return entry
}

async function nextEntry({ db, collaboration }: RoomState): Promise<number> {
  const last = await db
    .selectFrom('ledger_entries')
    .select('entry')
    .where('collaboration', '=', collaboration)
    .orderBy('entry', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (last?.entry ?? 0) + 1
}

async function writeCharge(
  tx: RoomState,
  entry: number,
  member: string,
  clockMonth: string,
  { scopes, cost }: Charge,
): Promise<void> {
  const { db, collaboration } = tx
  const [root] = scopes
  if (root === undefined) throw new Error('a charge without scopes was let through')
  const { owner, accounting } = root
  const total = (await accountLifetime(tx, owner))[accounting]
  if (total.loss + cost.loss > largestUnits || total.delta + cost.delta > largestUnits)
    throw new RangeError('the lifetime loss of an owner does not fit in 63 bits')
  const period = await currentPeriod(tx, owner)
  const month = await chargedMonth(tx, { owner, period, month: clockMonth })
  await addToBalance(tx, { owner, period, month, member, accounting }, cost)
  const account = tx.accountOf(owner)
  await db
    .insertInto('ledger_charges')
    .values({ collaboration, owner, entry, account, accounting, period, month, ...cost })
    .execute()
}

function loggedCharges(charges: readonly Charge[]): readonly LoggedCharge[] {
  return charges.flatMap(({ scopes: [root], cost }) =>
    root === undefined
      ? []
      : [{ owner: root.owner, accounting: root.accounting, loss: `${cost.loss}`, delta: `${cost.delta}` }],
  )
}
