import { memberName } from '../collaboration/fields.ts'
import { type CollaborationParams, collaborationParams } from '../collaboration/members.ts'
import { type Nothing, nothing } from '../contract/page.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { described, flag, integer, list, object, oneOf, optional, type Shape, text, union } from '../contract/shape.ts'
import { idText, moment } from '../identity/words.ts'
import { hash, name } from '../tables/fields.ts'

/** How the rows of an activation are written. */
export const activationFormats = ['jsonl', 'csv', 'parquet'] as const
export type ActivationFormat = (typeof activationFormats)[number]

/** A place that results are posted to. */
export type HttpsDestination = {
  readonly kind: 'https'
  readonly url: string
  /** `jsonl` where it is absent. */
  readonly format?: ActivationFormat
  readonly description?: string
}

/** Where results may be activated to. Kinds are only ever added. */
export type DestinationDraft = HttpsDestination

/** The same under its name, which never changes. */
export type NewDestination = DestinationDraft & { readonly name: string }

const httpsFields = {
  kind: oneOf('https'),
  url: described(
    text({ min: 8, max: 2000, pattern: /^https?:\/\/[^\s/]+/, example: 'https://crm.example.org/audience' }),
    'every member reads it: it is what owners of tables allow',
  ),
  format: optional(oneOf(...activationFormats)),
  description: optional(text({ max: 500 })),
}

const destinationDraft: Shape<DestinationDraft> = union<DestinationDraft>(
  [object<HttpsDestination>(httpsFields, { name: 'HttpsDestination' })],
  { name: 'DestinationDraft' },
)
const newDestination: Shape<NewDestination> = union<NewDestination>(
  [object<HttpsDestination & { readonly name: string }>({ name, ...httpsFields }, { name: 'NewHttpsDestination' })],
  { name: 'NewDestination' },
)

/** A destination as every member sees it. */
export type Destination = {
  readonly id: string
  readonly name: string
  /** The member whose it is. */
  readonly owner: string
  readonly kind: 'https'
  readonly url: string
  readonly format: ActivationFormat
  readonly description?: string
  /** Of whose it is and where: what owners of tables allow is this and no other. */
  readonly hash: string
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
}

/** The same with the secret that signs, shown once. */
export type DestinationWithSecret = Destination & { readonly secret: string }

const destinationFields = {
  id: idText('dst'),
  name,
  owner: memberName,
  kind: oneOf('https'),
  url: text({ max: 2000 }),
  format: oneOf(...activationFormats),
  description: optional(text({ max: 500 })),
  hash: described(hash, 'of whose it is and where: what owners of tables allow is this and no other'),
  version: integer({ min: 1 }),
  createdAt: moment,
  updatedAt: moment,
}
const destination: Shape<Destination> = object<Destination>(destinationFields, { name: 'Destination' })
const destinationWithSecret: Shape<DestinationWithSecret> = object<DestinationWithSecret>(
  { ...destinationFields, secret: text({ max: 200, example: 'whsec_…' }) },
  {
    name: 'DestinationWithSecret',
    description:
      'deliveries are signed as Standard Webhooks says; `glovebox-activation` is base64url of JSON that names run, ' +
      'receipt, destination and the SHA-256 of the body, and `glovebox-signature` holds `v1,` and the base64 of ' +
      'HMAC-SHA256 over `{webhook-id}.{webhook-timestamp}.{glovebox-activation}` under the bytes behind `whsec_`',
  },
)

/** What a destination answered to a delivery without rows. */
export type DestinationTest = { readonly isTaken: boolean; readonly answer: string }
const destinationTest: Shape<DestinationTest> = object<DestinationTest>(
  { isTaken: flag, answer: text({ max: 200 }) },
  { name: 'DestinationTest' },
)

export type DestinationParams = CollaborationParams & { readonly name: string }
const destinationParams: Shape<DestinationParams> = object<DestinationParams>({ collaboration: idText('col'), name })
type All = { readonly params: CollaborationParams; readonly query: Nothing }
type One = { readonly params: DestinationParams; readonly query: Nothing }

const all = {
  path: '/v1/collaborations/{collaboration}/destinations',
  tag: 'activation',
  params: collaborationParams,
  query: nothing,
} as const
const one = {
  path: '/v1/collaborations/{collaboration}/destinations/{name}',
  tag: 'activation',
  params: destinationParams,
  query: nothing,
} as const

/** Registers one. */
export const registerDestination: Route<All & { readonly body: NewDestination }, DestinationWithSecret> = {
  id: 'registerDestination',
  method: 'POST',
  ...all,
  summary: 'Register a place of yours that results may be activated to; the secret that signs is shown once',
  description:
    'Nothing goes there before the owner of every table that an activation reads allows it. Addresses inside of the ' +
    'operator’s network are refused.',
  access: 'destinations:write',
  body: newDestination,
  answer: { status: 201, shape: destinationWithSecret },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED'],
}

export type DestinationList = { readonly items: readonly Destination[] }

/** Lists them. */
export const listDestinations: Route<All, DestinationList> = {
  id: 'listDestinations',
  method: 'GET',
  ...all,
  summary: 'The destinations of a collaboration',
  access: 'collaborations:read',
  answer: {
    status: 200,
    shape: object<DestinationList>({ items: list(destination, { max: 1000 }) }, { name: 'DestinationList' }),
  },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** One of them. */
export const readDestination: Route<One, Destination> = {
  id: 'readDestination',
  method: 'GET',
  ...one,
  summary: 'One destination',
  access: 'collaborations:read',
  answer: { status: 200, shape: destination },
  problems: ['NOT_FOUND', 'CONFLICT'],
  hasEtag: true,
}

/** Changes one. */
export const changeDestination: Route<One & { readonly body: DestinationDraft }, Destination> = {
  id: 'changeDestination',
  method: 'PUT',
  ...one,
  summary: 'Put another in its place; its name and secret stay',
  description:
    'At another address it is another destination: owners of tables allow it anew, and what was on its way to it is deleted.',
  access: 'destinations:write',
  body: destinationDraft,
  answer: { status: 200, shape: destination },
  problems: ['NOT_FOUND', 'CONFLICT', 'REFUSED', 'VERSION_CONFLICT'],
  hasEtag: true,
}

/** Drops one. */
export const removeDestination: Route<One, undefined> = {
  id: 'removeDestination',
  method: 'DELETE',
  ...one,
  summary: 'Drop it; what was on its way to it is deleted',
  access: 'destinations:write',
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** Gives one another secret. */
export const rotateDestination: Route<One, DestinationWithSecret> = {
  id: 'rotateDestination',
  method: 'POST',
  ...one,
  path: `${one.path}/rotate`,
  summary: 'Give it another secret; the one before signs nothing more',
  access: 'destinations:write',
  answer: { status: 201, shape: destinationWithSecret },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** Tries one. */
export const testDestination: Route<One, DestinationTest> = {
  id: 'testDestination',
  method: 'POST',
  ...one,
  path: `${one.path}/test`,
  summary: 'Send it a signed delivery without rows now, and say what it answered',
  access: 'destinations:write',
  answer: { status: 200, shape: destinationTest },
  problems: ['NOT_FOUND', 'CONFLICT'],
}

/** Everything about destinations. */
export const destinationRoutes: readonly AnyRoute[] = [
  registerDestination,
  listDestinations,
  readDestination,
  changeDestination,
  removeDestination,
  rotateDestination,
  testDestination,
]
