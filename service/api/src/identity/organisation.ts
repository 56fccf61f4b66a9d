import { type Nothing, nothing } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { flag, object, optional, type Shape } from '../contract/shape.ts'
import { idText, moment, nameText } from './words.ts'

/** What an organisation asks of its own people. */
export type OrganisationSettings = {
  /** Whether every account needs a second factor before it may do anything. */
  readonly secondFactorRequired: boolean
}

/** One's own organisation. */
export type Organisation = {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  /** Whether it runs this server. */
  readonly isOperator: boolean
  readonly settings: OrganisationSettings
}

export const organisationShape: Shape<Organisation> = object<Organisation>(
  {
    id: idText('org'),
    name: nameText,
    createdAt: moment,
    isOperator: flag,
    settings: object<OrganisationSettings>({ secondFactorRequired: flag }, { name: 'OrganisationSettings' }),
  },
  { name: 'Organisation' },
)

/** What of an organisation may change. */
export type OrganisationChange = { readonly name?: string; readonly settings?: OrganisationSettings }

/** Reads one's own organisation. */
export const getOrganisation: Route<{ readonly params: Nothing; readonly query: Nothing }, Organisation> = {
  id: 'getOrganisation',
  method: 'GET',
  path: '/v1/organisation',
  tag: 'organisation',
  summary: 'The organisation of this account or key',
  access: 'organisation:read',
  params: nothing,
  query: nothing,
  answer: { status: 200, shape: organisationShape },
  problems: [],
  hasEtag: true,
}

/** Changes one's own organisation. */
export const changeOrganisation: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: OrganisationChange },
  Organisation
> = {
  id: 'changeOrganisation',
  method: 'PATCH',
  path: '/v1/organisation',
  tag: 'organisation',
  summary: 'Change the name or the settings of the organisation',
  access: 'organisation:write',
  params: nothing,
  query: nothing,
  body: object<OrganisationChange>(
    { name: optional(nameText), settings: optional(object<OrganisationSettings>({ secondFactorRequired: flag })) },
    { name: 'OrganisationChange' },
  ),
  answer: { status: 200, shape: organisationShape },
  problems: ['CONFLICT', 'VERSION_CONFLICT'],
  hasEtag: true,
}
