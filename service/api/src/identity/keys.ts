import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import type { Scope } from '../contract/scope.ts'
import {
  described,
  flag,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  type Shape,
  text,
} from '../contract/shape.ts'
import { type AgentLimits, agentLimits } from './me.ts'
import { day, idText, moment, nameText, scope } from './words.ts'

/** Whose a key is: a person's, or the organisation's. */
export type KeyKind = 'personal' | 'service'

/** An API key, without its secret. */
export type Key = {
  readonly id: string
  readonly kind: KeyKind
  readonly name: string
  /** Whose it is; null for a service key. */
  readonly user: string | null
  readonly scopes: readonly Scope[]
  readonly agent?: AgentLimits
  readonly createdAt: string
  readonly expiresAt: string
  readonly lastUsedOn: string | null
  readonly isRevoked: boolean
  /** Why a service key does not work: who made it is no administrator any more. Another administrator rotates it. */
  readonly stopped?: string
  /** Until when the secret before the last rotation works as well. */
  readonly overlapUntil: string | null
}

const fields = {
  id: idText('key'),
  kind: oneOf<KeyKind>('personal', 'service'),
  name: nameText,
  user: nullable(idText('usr')),
  scopes: list(scope, { max: 50 }),
  agent: optional(agentLimits),
  createdAt: moment,
  expiresAt: moment,
  lastUsedOn: nullable(day),
  isRevoked: flag,
  stopped: optional(
    described(
      text({ max: 100 }),
      'why a service key does not work: who made it is gone, disabled or no administrator any more; another administrator rotates it',
    ),
  ),
  overlapUntil: nullable(moment),
}

/** A key with its secret, shown once. */
export type KeyWithSecret = Key & { readonly secret: string }

const keyWithSecret: Shape<KeyWithSecret> = object<KeyWithSecret>(
  { ...fields, secret: text({ max: 100, example: 'gbx_…' }) },
  { name: 'KeyWithSecret', description: 'send the secret as `Authorization: Bearer gbx_…`; it is not shown again' },
)

/** What making a key takes. */
export type NewKey = {
  readonly kind: KeyKind
  readonly name: string
  readonly scopes: readonly Scope[]
  readonly expiresAt?: string
  readonly agent?: AgentLimits
}

/** Makes a key. */
export const makeKey: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: NewKey },
  KeyWithSecret
> = {
  id: 'makeKey',
  method: 'POST',
  path: '/v1/keys',
  tag: 'keys',
  summary: 'Make an API key; its secret is shown once',
  description:
    'A key holds scopes that its maker holds, and expires within a year (90 days where nothing is said). ' +
    'Service keys are an administrator’s to make. A key cannot make keys.',
  access: 'signed-in',
  params: nothing,
  query: nothing,
  body: object<NewKey>(
    {
      kind: oneOf<KeyKind>('personal', 'service'),
      name: nameText,
      scopes: list(scope, { min: 1, max: 50 }),
      expiresAt: optional(moment),
      agent: optional(agentLimits),
    },
    { name: 'NewKey' },
  ),
  answer: { status: 201, shape: keyWithSecret },
  problems: ['SCOPE_MISSING', 'REFUSED', 'CONFLICT'],
}

/** Lists keys. */
export const listKeys: Route<{ readonly params: Nothing; readonly query: PageQuery }, Page<Key>> = {
  id: 'listKeys',
  method: 'GET',
  path: '/v1/keys',
  tag: 'keys',
  summary: 'Own keys; for administrators all of the organisation',
  access: 'signed-in',
  params: nothing,
  query: pageQuery,
  answer: { status: 200, shape: page(object<Key>(fields, { name: 'Key' })) },
  problems: [],
}

type OfKey = { readonly key: string }
const ofKey: Shape<OfKey> = object<OfKey>({ key: idText('key') })

/** How long the secret before stays good. */
export type KeyRotation = { readonly overlapMinutes?: number }

/** Gives a key another secret. */
export const rotateKey: Route<
  { readonly params: OfKey; readonly query: Nothing; readonly body: KeyRotation },
  KeyWithSecret
> = {
  id: 'rotateKey',
  method: 'POST',
  path: '/v1/keys/{key}/rotate',
  tag: 'keys',
  summary: 'Give a key another secret; the one before works for `overlapMinutes` more (none where nothing is said)',
  description: 'A key may rotate itself. When it expires does not change.',
  access: 'signed-in',
  params: ofKey,
  query: nothing,
  body: object<KeyRotation>({ overlapMinutes: optional(integer({ min: 0, max: 10_080 })) }, { name: 'KeyRotation' }),
  answer: { status: 201, shape: keyWithSecret },
  problems: ['NOT_FOUND', 'SCOPE_MISSING', 'CONFLICT'],
}

/** Ends a key. */
export const revokeKey: Route<{ readonly params: OfKey; readonly query: Nothing }, undefined> = {
  id: 'revokeKey',
  method: 'DELETE',
  path: '/v1/keys/{key}',
  tag: 'keys',
  summary: 'Revoke a key; it stops working at once',
  access: 'signed-in',
  params: ofKey,
  query: nothing,
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'SCOPE_MISSING'],
}
