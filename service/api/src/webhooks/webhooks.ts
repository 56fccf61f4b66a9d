import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { integer, list, object, oneOf, optional, type Shape, text } from '../contract/shape.ts'
import { idText, moment } from '../identity/words.ts'
import { type EventKindName, eventKinds } from './event-kinds.ts'

/** What a webhook is made of. */
export type WebhookDraft = {
  readonly url: string
  readonly description?: string
  /** The kinds of events it hears; absent: all. */
  readonly kinds?: readonly EventKindName[]
}

/** Where an organisation hears of events, without its secret. */
export type Webhook = WebhookDraft & {
  readonly id: string
  readonly status: 'active' | 'disabled'
  /**
   * `failing` or `gone`; or why its maker does not stand for it any more: `user-removed`, `user-disabled`, `role-removed`,
   * `key-revoked`, `key-expired`.
   */
  readonly disabledReason?: string
  readonly createdAt: string
  readonly updatedAt: string
}

/** The same with the secret that signs, shown once. */
export type WebhookWithSecret = Webhook & { readonly secret: string }

const eventKind: Shape<EventKindName> = oneOf(...eventKinds)
const urlText: Shape<string> = text({
  min: 8,
  max: 2000,
  pattern: /^https?:\/\/[^\s/]+/,
  example: 'https://example.org/hook',
})

const draftFields = {
  url: urlText,
  description: optional(text({ max: 500 })),
  kinds: optional(list(eventKind, { min: 1, max: eventKinds.length })),
}

const webhookFields = {
  ...draftFields,
  id: idText('whk'),
  status: oneOf('active', 'disabled'),
  disabledReason: optional(text()),
  createdAt: moment,
  updatedAt: moment,
}

const webhookDraft: Shape<WebhookDraft> = object<WebhookDraft>(draftFields, { name: 'WebhookDraft' })
const webhook: Shape<Webhook> = object<Webhook>(webhookFields, { name: 'Webhook' })
const webhookWithSecret: Shape<WebhookWithSecret> = object<WebhookWithSecret>(
  { ...webhookFields, secret: text({ max: 200, example: 'whsec_…' }) },
  {
    name: 'WebhookWithSecret',
    description:
      'deliveries are signed as Standard Webhooks says: `webhook-signature` holds `v1,` and the base64 of ' +
      'HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{body}` under the bytes behind `whsec_`',
  },
)

/** One event on its way to a webhook. */
export type Delivery = {
  readonly id: string
  readonly kind: string
  readonly status: 'waiting' | 'delivered' | 'failed'
  readonly attempts: number
  readonly createdAt: string
  readonly nextAt?: string
  readonly deliveredAt?: string
  /** Of the last attempt: a status of HTTP, or a word for why there was none. */
  readonly lastAnswer?: string
}

const delivery: Shape<Delivery> = object<Delivery>(
  {
    id: text({ max: 100 }),
    kind: text({ max: 100 }),
    status: oneOf('waiting', 'delivered', 'failed'),
    attempts: integer({ min: 0 }),
    createdAt: moment,
    nextAt: optional(moment),
    deliveredAt: optional(moment),
    lastAnswer: optional(text({ max: 200 })),
  },
  { name: 'Delivery' },
)

type OfWebhook = { readonly webhook: string }
const ofWebhook: Shape<OfWebhook> = object<OfWebhook>({ webhook: idText('whk') })
const all = { path: '/v1/webhooks', tag: 'webhooks', access: 'webhooks:write', query: nothing } as const
const one = { path: '/v1/webhooks/{webhook}', tag: 'webhooks', access: 'webhooks:write', query: nothing } as const

/** Makes one. */
export const makeWebhook: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: WebhookDraft },
  WebhookWithSecret
> = {
  id: 'makeWebhook',
  method: 'POST',
  ...all,
  summary: 'Hear of events; the secret that signs them is shown once',
  description:
    'Addresses inside of the operator’s network are refused. Every event comes at least once, for three days. A webhook is disabled when whoever made or changed it last may not make webhooks any more; somebody else changes it.',
  params: nothing,
  body: webhookDraft,
  answer: { status: 201, shape: webhookWithSecret },
  problems: ['REFUSED', 'CONFLICT'],
}

/** Lists them. */
export const listWebhooks: Route<{ readonly params: Nothing; readonly query: PageQuery }, Page<Webhook>> = {
  id: 'listWebhooks',
  method: 'GET',
  ...all,
  summary: 'The webhooks of your organisation',
  params: nothing,
  query: pageQuery,
  answer: { status: 200, shape: page(webhook) },
  problems: [],
}

/** One of them. */
export const readWebhook: Route<{ readonly params: OfWebhook; readonly query: Nothing }, Webhook> = {
  id: 'readWebhook',
  method: 'GET',
  ...one,
  summary: 'One of them',
  params: ofWebhook,
  answer: { status: 200, shape: webhook },
  problems: ['NOT_FOUND'],
  hasEtag: true,
}

/** Changes one. */
export const changeWebhook: Route<
  { readonly params: OfWebhook; readonly query: Nothing; readonly body: WebhookDraft },
  Webhook
> = {
  id: 'changeWebhook',
  method: 'PUT',
  ...one,
  summary: 'Put another in its place; its secret stays, and it is active again',
  params: ofWebhook,
  body: webhookDraft,
  answer: { status: 200, shape: webhook },
  problems: ['NOT_FOUND', 'REFUSED', 'VERSION_CONFLICT'],
  hasEtag: true,
}

/** Drops one. */
export const deleteWebhook: Route<{ readonly params: OfWebhook; readonly query: Nothing }, undefined> = {
  id: 'deleteWebhook',
  method: 'DELETE',
  ...one,
  summary: 'Drop it, with what is on its way',
  params: ofWebhook,
  answer: { status: 204 },
  problems: ['NOT_FOUND'],
}

/** Gives one another secret. */
export const rotateWebhook: Route<{ readonly params: OfWebhook; readonly query: Nothing }, WebhookWithSecret> = {
  id: 'rotateWebhook',
  method: 'POST',
  ...one,
  path: `${one.path}/rotate`,
  summary: 'Give it another secret; the one before signs nothing more',
  params: ofWebhook,
  answer: { status: 201, shape: webhookWithSecret },
  problems: ['NOT_FOUND'],
}

/** Tries one. */
export const testWebhook: Route<{ readonly params: OfWebhook; readonly query: Nothing }, Delivery> = {
  id: 'testWebhook',
  method: 'POST',
  ...one,
  path: `${one.path}/test`,
  summary: 'Send it an event of the kind `webhook.test` now, and say what it answered',
  params: ofWebhook,
  answer: { status: 200, shape: delivery },
  problems: ['NOT_FOUND'],
}

/** What is on its way to one, and what was. */
export const listDeliveries: Route<{ readonly params: OfWebhook; readonly query: PageQuery }, Page<Delivery>> = {
  id: 'listDeliveries',
  method: 'GET',
  ...one,
  path: `${one.path}/deliveries`,
  summary: 'What is on its way to it, and what was; newest first, for thirty days',
  params: ofWebhook,
  query: pageQuery,
  answer: { status: 200, shape: page(delivery) },
  problems: ['NOT_FOUND'],
}
