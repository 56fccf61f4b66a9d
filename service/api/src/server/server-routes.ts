import { type Nothing, nothing } from '../contract/page.ts'
import type { Route } from '../contract/route.ts'
import { json, object, oneOf, optional, record, type Shape, text } from '../contract/shape.ts'

/** Whether the server lives, and what of it is not ready. */
export type Health = {
  readonly status: 'ok' | 'starting' | 'stopping' | 'failing'
  readonly version: string
  /** Part by part: `database`, `engine`. */
  readonly parts?: Readonly<Record<string, 'ok' | 'failing'>>
}

const healthShape: Shape<Health> = object<Health>(
  {
    status: oneOf('ok', 'starting', 'stopping', 'failing'),
    version: text(),
    parts: optional(record(oneOf('ok', 'failing'))),
  },
  { name: 'Health' },
)

type Without = { readonly params: Nothing; readonly query: Nothing }

const common = {
  method: 'GET',
  tag: 'server',
  access: 'public',
  params: nothing,
  query: nothing,
  problems: [],
} as const

/** Whether the process lives. */
export const healthRoute: Route<Without, Health> = {
  ...common,
  id: 'health',
  path: '/health',
  summary: 'whether the server lives',
  answer: { status: 200, shape: healthShape },
}

/** Whether requests will be served: the database answers, migrations are done, nothing is shutting down. */
export const readinessRoute: Route<Without, Health> = {
  ...common,
  id: 'readiness',
  path: '/ready',
  summary: 'whether the server takes requests',
  answer: { status: 200, shape: healthShape },
}

/** The OpenAPI document of this server. */
export const openApiRoute: Route<Without, unknown> = {
  ...common,
  id: 'openApi',
  path: '/openapi.json',
  summary: 'this document',
  answer: { status: 200, shape: json(60) },
}

/** Prometheus metrics; for the operator: its token, or an API key with `server:admin`. */
export const metricsRoute: Route<Without, never> = {
  ...common,
  id: 'metrics',
  path: '/metrics',
  summary: 'metrics for Prometheus',
  answer: { status: 200, media: ['text/plain'] },
  problems: ['SIGN_IN_REQUIRED', 'SCOPE_MISSING'],
}

/** The place of the web console. */
export const homeRoute: Route<Without, never> = {
  ...common,
  id: 'home',
  path: '/',
  summary: 'the web console',
  answer: { status: 200, media: ['text/html'] },
}

/** The routes of the server itself. */
export const serverRoutes: readonly Route<Without, unknown>[] = [
  healthRoute,
  readinessRoute,
  openApiRoute,
  metricsRoute,
  homeRoute,
]
