import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { object, type Shape } from '../contract/shape.ts'
import { idText } from '../identity/words.ts'
import {
  type ConnectionDraft,
  type ConnectionView,
  connectionDraft,
  connectionView,
  type SourceReport,
  sourceReport,
} from './connection-shapes.ts'
import {
  type PreviewQuestion,
  previewQuestion,
  type SchemaQuestion,
  type SourcePreview,
  type SourceQuestion,
  schemaQuestion,
  sourcePreview,
  sourceQuestion,
} from './source-questions.ts'

type OfConnection = { readonly connection: string }
const ofConnection: Shape<OfConnection> = object<OfConnection>({ connection: idText('con') })
const all = { path: '/v1/connections', tag: 'connections' } as const
const one = { path: '/v1/connections/{connection}', tag: 'connections', query: nothing } as const

/** Makes one. */
export const makeConnection: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: ConnectionDraft },
  ConnectionView
> = {
  id: 'makeConnection',
  method: 'POST',
  ...all,
  query: nothing,
  access: 'tables:write',
  summary: 'Keep what opens a place of data: S3, a site, a provider of Delta Sharing, PostgreSQL',
  description:
    'Credentials are sealed at rest, are shown to nobody again, and reach no engine, log, error or other member. Give ones that can read what you share and nothing else.',
  params: nothing,
  body: connectionDraft,
  answer: { status: 201, shape: connectionView },
  problems: ['REFUSED', 'CONFLICT'],
  hasEtag: true,
}

/** Lists them. */
export const listConnections: Route<{ readonly params: Nothing; readonly query: PageQuery }, Page<ConnectionView>> = {
  id: 'listConnections',
  method: 'GET',
  ...all,
  access: 'tables:read',
  summary: 'The connections of your organisation, newest first',
  params: nothing,
  query: pageQuery,
  answer: { status: 200, shape: page(connectionView) },
  problems: [],
}

/** One of them. */
export const readConnection: Route<{ readonly params: OfConnection; readonly query: Nothing }, ConnectionView> = {
  id: 'readConnection',
  method: 'GET',
  ...one,
  access: 'tables:read',
  summary: 'One of them, without its secret',
  params: ofConnection,
  answer: { status: 200, shape: connectionView },
  problems: ['NOT_FOUND'],
  hasEtag: true,
}

/** Changes one. */
export const changeConnection: Route<
  { readonly params: OfConnection; readonly query: Nothing; readonly body: ConnectionDraft },
  ConnectionView
> = {
  id: 'changeConnection',
  method: 'PUT',
  ...one,
  access: 'tables:write',
  summary: 'Put another in its place',
  description: 'The secret may stay only where the target does: it is not sent to another place than it was given for.',
  params: ofConnection,
  body: connectionDraft,
  answer: { status: 200, shape: connectionView },
  problems: ['NOT_FOUND', 'REFUSED', 'CONFLICT', 'VERSION_CONFLICT'],
  hasEtag: true,
}

/** Forgets one. */
export const deleteConnection: Route<{ readonly params: OfConnection; readonly query: Nothing }, never> = {
  id: 'deleteConnection',
  method: 'DELETE',
  ...one,
  access: 'tables:write',
  summary: 'Forget one that no table is read through',
  params: ofConnection,
  answer: { status: 204 },
  problems: ['NOT_FOUND', 'CONFLICT', 'VERSION_CONFLICT'],
  hasEtag: true,
}

/** Looks at a source. */
export const testSource: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: SourceQuestion },
  SourceReport
> = {
  id: 'testSource',
  method: 'POST',
  path: '/v1/sources/test',
  tag: 'connections',
  query: nothing,
  access: 'tables:write',
  summary: 'Look whether a source can be read, and at its columns; rows are not shown',
  params: nothing,
  body: sourceQuestion,
  answer: { status: 200, shape: sourceReport },
  problems: ['REFUSED'],
}

/** The columns of a source. */
export const readSourceSchema: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: SchemaQuestion },
  SourceReport
> = {
  id: 'readSourceSchema',
  method: 'POST',
  path: '/v1/sources/schema',
  tag: 'connections',
  query: nothing,
  access: 'tables:write',
  summary: 'The columns of a source, and what is lost where they are declared otherwise',
  description:
    'Columns are as the source states them, or, where only its rows tell, as they are found by reading it whole. No row is shown.',
  params: nothing,
  body: schemaQuestion,
  answer: { status: 200, shape: sourceReport },
  problems: ['REFUSED'],
}

/** The first rows of a source. */
export const previewSource: Route<
  { readonly params: Nothing; readonly query: Nothing; readonly body: PreviewQuestion },
  SourcePreview
> = {
  id: 'previewSource',
  method: 'POST',
  path: '/v1/sources/preview',
  tag: 'connections',
  query: nothing,
  access: 'tables:write',
  summary: 'The first rows of a source of your own',
  description:
    'Only what these rows take is read, in the sandbox that runs have, and nothing of it is kept. The rows of no other organisation are shown.',
  params: nothing,
  body: previewQuestion,
  answer: { status: 200, shape: sourcePreview },
  problems: ['REFUSED'],
}

/** Everything about connections and the sources behind them. */
export const connectionRoutes: readonly AnyRoute[] = [
  makeConnection,
  listConnections,
  readConnection,
  changeConnection,
  deleteConnection,
  testSource,
  readSourceSchema,
  previewSource,
]
