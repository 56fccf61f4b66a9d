import { createHash, timingSafeEqual } from 'node:crypto'
import {
  type Health,
  healthRoute,
  homeRoute,
  type JsonSchema,
  metricsRoute,
  openApiRoute,
  problem,
  readinessRoute,
} from '@glovebox/api'
import type { Meters } from '../../operate/meters.ts'
import { answer, type Binding, bind, refuse } from '../binding.ts'
import { homePage, homePolicy } from './home-page.ts'

/** What the routes of the server itself need. */
export type ServerFacts = {
  readonly version: string
  readonly name: string
  readonly phase: () => 'ok' | 'starting' | 'stopping'
  /** Rejects, or gives false, where the database does not answer. */
  readonly isDatabaseThere: () => Promise<boolean>
  readonly openApi: () => JsonSchema
  readonly meters: Meters
  readonly metricsToken: string | undefined
  /** The token that a request brings, where it brings one. */
  readonly isOperator: (authorization: string | undefined) => Promise<boolean>
}

/** Health, readiness, metrics, the API's own description and the console's place. */
export function serverBindings(facts: ServerFacts): readonly Binding[] {
  const { version } = facts
  return [
    bind(healthRoute, async () => answer<Health>({ status: 'ok', version })),
    bind(readinessRoute, async () => {
      const phase = facts.phase()
      const isThere = phase === 'ok' && (await facts.isDatabaseThere().catch(() => false))
      if (isThere) return answer<Health>({ status: 'ok', version, parts: { database: 'ok' } })
      const reason = phase === 'ok' ? 'DATABASE_UNREACHABLE' : phase.toUpperCase()
      return { ...refuse(problem('UNAVAILABLE', { reason })), headers: { 'retry-after': '5' } }
    }),
    bind(openApiRoute, async () => answer<unknown>(facts.openApi(), { headers: { 'cache-control': 'max-age=300' } })),
    bind(metricsRoute, async ({ request }) => {
      const authorization = request.authorization
      if (authorization === undefined) return refuse(problem('SIGN_IN_REQUIRED'))
      const isAllowed = isToken(authorization, facts.metricsToken) || (await facts.isOperator(authorization))
      if (!isAllowed) return refuse(problem('SCOPE_MISSING', { help: 'metrics are for the operator' }))
      return { kind: 'bytes', media: facts.meters.contentType, body: await facts.meters.text() }
    }),
    bind(homeRoute, async () => ({
      kind: 'bytes',
      media: 'text/html; charset=utf-8',
      body: homePage(facts.name, version),
      headers: { 'content-security-policy': homePolicy },
    })),
  ]
}

function isToken(authorization: string, token: string | undefined): boolean {
  if (token === undefined) return false
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(authorization), digest(`Bearer ${token}`))
}
