import type { Delivery } from '@glovebox/api'
import { done, type Outcome } from '../collaboration/outcome.ts'
import { whyMakerGone } from '../identity/maker.ts'
import type { Db } from '../store/store.ts'
import { type PostAnswer, post } from './post.ts'
import { signDelivery } from './sign-delivery.ts'
import { aboutSecret, type DeliveryRow, deliveryView, findWebhook, noWebhook, type WebhookRow } from './webhook-row.ts'
import type { WebhookWorld } from './webhook-world.ts'

/** What a receiver is told. */
export type Message = { readonly kind: string; readonly at: string; readonly data: Readonly<Record<string, unknown>> }

/** A delivery that waits for its first attempt. */
export function deliveryOf(
  world: WebhookWorld,
  webhook: string,
  { kind, at, data }: Message,
): Omit<DeliveryRow, 'sequence'> {
  const now = world.clock().toISOString()
  return {
    id: `msg_${Buffer.from(world.random(16)).toString('hex')}`,
    webhook,
    kind,
    body: JSON.stringify({ type: kind, timestamp: at, data }),
    status: 'waiting',
    attempts: 0,
    next_at: now,
    created_at: now,
    delivered_at: null,
    last_answer: null,
  }
}

const secondMs = 1000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** How long after an attempt that failed the next one is; the last of them goes on. */
const waits: readonly number[] = [
  5 * secondMs,
  30 * secondMs,
  2 * minuteMs,
  10 * minuteMs,
  30 * minuteMs,
  hourMs,
  3 * hourMs,
  6 * hourMs,
  12 * hourMs,
  dayMs,
]

/** How long after so many attempts the next one is. */
export function waitAfter(attempts: number): number {
  return waits[Math.min(attempts, waits.length) - 1] ?? dayMs
}

/** A webhook that fails for so long is disabled, and what is on its way to it given up. */
const patienceMs = 3 * dayMs

/** Makes one attempt, and writes down what came of it. */
export async function attempt(world: WebhookWorld, delivery: DeliveryRow, signal: AbortSignal): Promise<void> {
  const webhook = await world.store.db
    .selectFrom('webhooks')
    .selectAll()
    .where('id', '=', delivery.webhook)
    .executeTakeFirst()
  if (webhook === undefined) return
  const gone = await whyMakerGone(world.store.db, webhook.organisation, webhook, 'webhooks:write', world.clock())
  if (gone !== undefined) {
    await world.store.transaction(webhook.organisation, (tx) => disable(tx, webhook.id, gone))
    return
  }
  const answer = await send(world, webhook, delivery, signal)
  // The next process makes this attempt: it was not the receiver that failed.
  if (signal.aborted) return
  await note(world, webhook, delivery, answer)
}

function send(
  world: WebhookWorld,
  webhook: WebhookRow,
  { id, body }: Pick<DeliveryRow, 'id' | 'body'>,
  signal: AbortSignal,
): Promise<PostAnswer> {
  const secret = world.ownVaultOf(webhook.organisation).open(webhook.secret, aboutSecret(webhook.id))
  const headers = { ...signDelivery(secret, { id, at: world.clock(), body }), 'user-agent': 'glovebox-webhooks' }
  const { allowsPrivateAddresses } = world.webhooks
  return post(webhook.url, body, { headers, allowsPrivateAddresses, signal })
}

async function note(
  world: WebhookWorld,
  webhook: WebhookRow,
  delivery: DeliveryRow,
  answer: PostAnswer,
): Promise<void> {
  const now = world.clock()
  const at = now.toISOString()
  const said = spell(answer)
  await world.store.transaction(webhook.organisation, async (tx) => {
    const rows = tx.updateTable('deliveries').where('sequence', '=', delivery.sequence)
    const attempts = delivery.attempts + 1
    if (isTaken(answer)) {
      const set = { status: 'delivered' as const, attempts, delivered_at: at, next_at: null, last_answer: said }
      await rows.set(set).execute()
      await tx.updateTable('webhooks').set({ failing_since: null }).where('id', '=', webhook.id).execute()
      return
    }
    const current = await findWebhook(tx, webhook.organisation, webhook.id)
    const since = current?.failing_since ?? at
    const isGone = answer.kind === 'status' && answer.status === 410
    const wait = waitAfter(attempts)
    const next = new Date(now.getTime() + wait).toISOString()
    await rows.set({ attempts, next_at: next, last_answer: said }).execute()
    await tx.updateTable('webhooks').set({ failing_since: since }).where('id', '=', webhook.id).execute()
    if (!isGone && now.getTime() - Date.parse(since) < patienceMs) return
    await disable(tx, webhook.id, isGone ? 'gone' : 'failing')
  })
}

/** Disables a webhook, and gives up what is on its way to it. */
async function disable(tx: Db, webhook: string, reason: string): Promise<void> {
  const disabled = { status: 'disabled' as const, disabled_reason: reason }
  await tx.updateTable('webhooks').set(disabled).where('id', '=', webhook).execute()
  await tx
    .updateTable('deliveries')
    .set({ status: 'failed', next_at: null })
    .where('webhook', '=', webhook)
    .where('status', '=', 'waiting')
    .execute()
}

/** Sends one webhook a message now, once, and gives what it answered. */
export async function testWebhook(world: WebhookWorld, organisation: string, id: string): Promise<Outcome<Delivery>> {
  const webhook = await findWebhook(world.store.db, organisation, id)
  if (webhook === undefined) return noWebhook
  const at = world.clock().toISOString()
  const delivery = deliveryOf(world, id, { kind: 'webhook.test', at, data: { webhook: id } })
  const answer = await send(world, webhook, delivery, new AbortController().signal)
  const row: Omit<DeliveryRow, 'sequence'> = {
    ...delivery,
    status: isTaken(answer) ? 'delivered' : 'failed',
    attempts: 1,
    next_at: null,
    delivered_at: isTaken(answer) ? world.clock().toISOString() : null,
    last_answer: spell(answer),
  }
  await world.store.transaction(organisation, (tx) => tx.insertInto('deliveries').values(row).execute())
  return done(deliveryView(row))
}

const keptMs = 30 * dayMs

/** Forgets the deliveries that are over for long. */
export async function forgetDeliveries(world: WebhookWorld): Promise<void> {
  const before = new Date(world.clock().getTime() - keptMs).toISOString()
  await world.store.transaction('events', (tx) =>
    tx.deleteFrom('deliveries').where('status', '<>', 'waiting').where('created_at', '<', before).execute(),
  )
}

/** Whether a receiver has taken what was sent. */
export function isTaken(answer: PostAnswer): boolean {
  return answer.kind === 'status' && answer.status >= 200 && answer.status < 300
}

/** What a receiver answered: a status of HTTP, or a word of a closed list. */
export function spell(answer: PostAnswer): string {
  return answer.kind === 'status' ? String(answer.status) : answer.why
}
