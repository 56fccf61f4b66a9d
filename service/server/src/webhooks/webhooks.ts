import type { Delivery, Page, PageQuery, Webhook, WebhookDraft, WebhookWithSecret } from '@glovebox/api'
import { readCursor, toPage } from '../collaboration/cursor.ts'
import { newestPage } from '../collaboration/newest-page.ts'
import { done, type Outcome, type Refused, refused } from '../collaboration/outcome.ts'
import type { Maker } from '../identity/maker.ts'
import { randomId } from '../state/random-id.ts'
import { whyUnreachable } from './reachable.ts'
import { makeSecret } from './sign-delivery.ts'
import {
  aboutSecret,
  type DeliveryRow,
  deliveryView,
  findWebhook,
  noWebhook,
  type WebhookRow,
  webhookView,
} from './webhook-row.ts'
import type { WebhookWorld } from './webhook-world.ts'

const most = 50
const nobody: Maker = { user: null, key: null }

/** Makes a webhook of an organisation and its secret, which nobody is shown again. */
export async function makeWebhook(
  world: WebhookWorld,
  organisation: string,
  draft: WebhookDraft,
  maker: Maker = nobody,
): Promise<Outcome<WebhookWithSecret>> {
  const why = whyNot(world, draft)
  if (why !== undefined) return why
  const id = randomId('whk', world.random)
  const secret = makeSecret(world.random)
  const at = world.clock().toISOString()
  return world.store.transaction(organisation, async (tx) => {
    const { count } = await tx
      .selectFrom('webhooks')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('organisation', '=', organisation)
      .executeTakeFirstOrThrow()
    if (Number(count) >= most)
      return refused('CONFLICT', { reason: 'TOO_MANY_WEBHOOKS', detail: `an organisation has ${most} at most` })
    const row: WebhookRow = {
      id,
      organisation,
      ...maker,
      ...valuesOf(draft),
      secret: world.ownVaultOf(organisation).seal(secret, aboutSecret(id)),
      status: 'active',
      disabled_reason: null,
      failing_since: null,
      version: 1,
      created_at: at,
      updated_at: at,
    }
    await tx.insertInto('webhooks').values(row).execute()
    return done({ ...webhookView(row), secret })
  })
}

/** The webhooks of an organisation, newest first. */
export async function listWebhooks(
  { store }: WebhookWorld,
  organisation: string,
  query: PageQuery,
): Promise<Outcome<Page<Webhook>>> {
  const rows = store.db.selectFrom('webhooks').selectAll().where('organisation', '=', organisation)
  const page = await newestPage(rows, query)
  if (!page.ok) return page
  return done({ ...page.value, items: page.value.items.map(webhookView) })
}

/** One of them, with its version. */
export async function readWebhook(
  { store }: WebhookWorld,
  organisation: string,
  id: string,
): Promise<Outcome<{ readonly value: Webhook; readonly version: number }>> {
  const row = await findWebhook(store.db, organisation, id)
  return row === undefined ? noWebhook : done({ value: webhookView(row), version: row.version })
}

/** Puts another in its place, active again; whoever does so stands for it. */
export async function changeWebhook(
  world: WebhookWorld,
  organisation: string,
  id: string,
  draft: WebhookDraft,
  version: string | undefined,
  maker: Maker = nobody,
): Promise<Outcome<{ readonly value: Webhook; readonly version: number }>> {
  const why = whyNot(world, draft)
  if (why !== undefined) return why
  return world.store.transaction(organisation, async (tx) => {
    const before = await findWebhook(tx, organisation, id)
    if (before === undefined) return noWebhook
    if (version !== undefined && version !== String(before.version)) return refused('VERSION_CONFLICT')
    const row: WebhookRow = {
      ...before,
      ...maker,
      ...valuesOf(draft),
      status: 'active',
      disabled_reason: null,
      failing_since: null,
      version: before.version + 1,
      updated_at: world.clock().toISOString(),
    }
    await tx.updateTable('webhooks').set(row).where('id', '=', id).execute()
    return done({ value: webhookView(row), version: row.version })
  })
}

/** Gives one another secret. */
export async function rotateWebhook(
  world: WebhookWorld,
  organisation: string,
  id: string,
): Promise<Outcome<WebhookWithSecret>> {
  const secret = makeSecret(world.random)
  return world.store.transaction(organisation, async (tx) => {
    const before = await findWebhook(tx, organisation, id)
    if (before === undefined) return noWebhook
    const row: WebhookRow = {
      ...before,
      secret: world.ownVaultOf(organisation).seal(secret, aboutSecret(id)),
      version: before.version + 1,
      updated_at: world.clock().toISOString(),
    }
    await tx.updateTable('webhooks').set(row).where('id', '=', id).execute()
    return done({ ...webhookView(row), secret })
  })
}

/** Drops one with everything that is on its way to it. */
export async function deleteWebhook(world: WebhookWorld, organisation: string, id: string): Promise<Outcome<void>> {
  return world.store.transaction(organisation, async (tx): Promise<Outcome<void>> => {
    if ((await findWebhook(tx, organisation, id)) === undefined) return noWebhook
    await tx.deleteFrom('deliveries').where('webhook', '=', id).execute()
    await tx.deleteFrom('webhooks').where('id', '=', id).execute()
    return done(undefined)
  })
}

/** What is on its way to one and what was, newest first. */
export async function listDeliveries(
  { store }: WebhookWorld,
  organisation: string,
  id: string,
  { cursor, limit = 50 }: { readonly cursor?: string; readonly limit?: number },
): Promise<Outcome<Page<Delivery>>> {
  if ((await findWebhook(store.db, organisation, id)) === undefined) return noWebhook
  const after = readCursor(cursor)
  if (!after.ok) return after
  let rows = store.db.selectFrom('deliveries').selectAll().where('webhook', '=', id)
  const before = after.value?.id
  // What is no number of ours is before all of them.
  if (before !== undefined) rows = rows.where('sequence', '<', /^\d{1,15}$/.test(before) ? Number(before) : 0)
  const found = await rows
    .orderBy('sequence', 'desc')
    .limit(limit + 1)
    .execute()
  const page = toPage<DeliveryRow>(found, limit, ({ created_at, sequence }) => ({
    at: created_at,
    id: String(sequence),
  }))
  return done({ ...page, items: page.items.map(deliveryView) })
}

function valuesOf({ url, description, kinds }: WebhookDraft): Pick<WebhookRow, 'url' | 'description' | 'kinds'> {
  return { url, description: description ?? '', kinds: JSON.stringify([...new Set(kinds ?? [])]) }
}

function whyNot({ webhooks }: WebhookWorld, { url }: WebhookDraft): Refused | undefined {
  const why = whyUnreachable(url, webhooks.allowsPrivateAddresses)
  return why === undefined ? undefined : refused('REFUSED', { reason: 'WEBHOOK_ADDRESS', detail: why })
}
