import { type Nothing, nothing, type Page, type PageQuery, page, pageQuery } from '../contract/page.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import type { Scope } from '../contract/scope.ts'
import { described, flag, list, nullable, object, type Shape, text } from '../contract/shape.ts'
import { type AgentLimits, agentLimits } from '../identity/me.ts'
import { day, idText, moment, scope } from '../identity/words.ts'

/** What a program that acts for a person over MCP may be given. */
export const agentScopes: readonly Scope[] = [
  'collaborations:read',
  'tables:read',
  'analyses:check',
  'runs:read',
  'runs:write',
  'results:read',
  'log:read',
]

/** A program that a person let act. */
export type Agent = {
  readonly id: string
  /** As the program calls itself. */
  readonly name: string
  /** Where its sign-in led back to: `127.0.0.1`, `assistant.example`. */
  readonly redirectHost: string
  readonly user: string
  readonly scopes: readonly Scope[]
  readonly limits: AgentLimits
  readonly createdAt: string
  readonly lastUsedOn: string | null
  readonly isRevoked: boolean
}

const agent: Shape<Agent> = object<Agent>(
  {
    id: idText('agt'),
    name: described(text({ max: 120 }), 'as the program calls itself: nobody checked it'),
    redirectHost: text({ max: 260 }),
    user: idText('usr'),
    scopes: list(scope, { max: 50 }),
    limits: agentLimits,
    createdAt: moment,
    lastUsedOn: nullable(day),
    isRevoked: flag,
  },
  { name: 'Agent', description: 'a program that a person let act, by OAuth' },
)

/** Lists the programs that one let act. */
export const listAgents: Route<{ readonly params: Nothing; readonly query: PageQuery }, Page<Agent>> = {
  id: 'listAgents',
  method: 'GET',
  path: '/v1/agents',
  tag: 'agents',
  summary: 'Programs that you let act for you; for administrators all of the organisation',
  access: 'signed-in',
  params: nothing,
  query: pageQuery,
  answer: { status: 200, shape: page(agent) },
  problems: [],
}

type OfAgent = { readonly agent: string }

/** Ends what a program may do. */
export const revokeAgent: Route<{ readonly params: OfAgent; readonly query: Nothing }, undefined> = {
  id: 'revokeAgent',
  method: 'DELETE',
  path: '/v1/agents/{agent}',
  tag: 'agents',
  summary: 'Let a program act no more; its tokens stop working at once',
  access: 'signed-in',
  params: object<OfAgent>({ agent: idText('agt') }),
  query: nothing,
  answer: { status: 204 },
  problems: ['NOT_FOUND'],
}

export const agentRoutes: readonly AnyRoute[] = [listAgents, revokeAgent]
