import type { Delivery, EventKindName, Webhook } from '@glovebox/api'
import type { Selectable } from 'kysely'
import { refused } from '../collaboration/outcome.ts'
import type { Db } from '../store/store.ts'
import type { Tables } from '../store/tables.ts'

export type WebhookRow = Selectable<Tables['webhooks']>
export type DeliveryRow = Selectable<Tables['deliveries']>

export const noWebhook: ReturnType<typeof refused> = refused('NOT_FOUND', {
  reason: 'WEBHOOK_NOT_FOUND',
  detail: 'there is no such webhook',
})

/** A webhook of an organisation. */
export async function findWebhook(db: Db, organisation: string, id: string): Promise<WebhookRow | undefined> {
  return db
    .selectFrom('webhooks')
    .selectAll()
    .where('id', '=', id)
    .where('organisation', '=', organisation)
    .executeTakeFirst()
}

/** What its secret is sealed as. */
export function aboutSecret(id: string): string {
  return `webhooks/${id}/secret`
}

/** A webhook on the wire. */
export function webhookView(row: WebhookRow): Webhook {
  const kinds = JSON.parse(row.kinds) as readonly EventKindName[]
  return {
    id: row.id,
    url: row.url,
    ...(row.description === '' ? {} : { description: row.description }),
    ...(kinds.length === 0 ? {} : { kinds }),
    status: row.status,
    ...(row.disabled_reason === null ? {} : { disabledReason: row.disabled_reason }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}

/** A delivery on the wire. */
export function deliveryView(row: Omit<DeliveryRow, 'sequence'>): Delivery {
  return {
    id: row.id,
    kind: row.kind,
    status: row.status,
    attempts: row.attempts,
    createdAt: row.created_at,
    ...(row.next_at === null ? {} : { nextAt: row.next_at }),
    ...(row.delivered_at === null ? {} : { deliveredAt: row.delivered_at }),
    ...(row.last_answer === null ? {} : { lastAnswer: row.last_answer }),
  }
}
