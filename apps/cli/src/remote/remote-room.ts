import {
  type Client,
  type CollaborationView,
  checkAnalysis,
  explainAnalysis,
  listBudgets,
  listMembers,
  openBudgetPeriod,
  ProblemError,
  type Refusal,
  type Room,
} from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import { UsageError } from '../usage-error.ts'
import { remoteLog } from './remote-log.ts'
import { analysisOf, runQuery } from './run-query.ts'

/**
 * A collaboration of a server as a room: the commands that speak to a room in this process speak to this one. Whom it
 * speaks for is who is signed in; a member that is named must be that one.
 */
export function remoteRoom(client: Client, { id: collaboration, membership }: CollaborationView): Room {
  const params = { collaboration }
  const own = (member: string | undefined): void => {
    if (member !== undefined && member !== membership.name)
      throw new UsageError(`on a server --as is who is signed in: ${membership.name}`)
  }
  const asking = async <T>(ask: Ask, work: () => Promise<T>): Promise<T | Refusal> => {
    own(ask.member)
    return await orRefusal(work)
  }
  return {
    ...remoteLog(client, collaboration, own),
    speaksFor: membership.name,
    validate: () => {
      throw new UsageError('validate checks a file: glovebox apply --dry-run holds it against the server')
    },
    check: (ask) => {
      own(ask.member)
      return client.call(checkAnalysis, { params, body: analysisOf(ask) })
    },
    explain: (ask) => asking(ask, () => client.call(explainAnalysis, { params, body: analysisOf(ask) })),
    query: (ask, options) => asking(ask, () => runQuery(client, collaboration, ask, options)),
    budget: ({ limit }) =>
      orRefusal(async () => {
        const query = limit === undefined ? {} : { limit }
        return { status: 'ok', ...(await client.call(listBudgets, { params, query })) } as const
      }),
    openPeriod: ({ member, reason }) => {
      own(member)
      return orRefusal(
        async () => ({ status: 'ok', ...(await client.call(openBudgetPeriod, { params, body: { reason } })) }) as const,
      )
    },
    members: async () => {
      const { items } = await client.call(listMembers, { params })
      return items.map(({ name, abilities }) => ({ name, abilities }))
    },
    close: async () => {},
  }
}

/** What the server refuses by rule, in the shape of a room's refusal; other problems stay errors. */
async function orRefusal<T>(work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    const { code, diagnostics = [], text = '', reason } = error.problem
    if (diagnostics.length === 0) throw error
    if (code === 'BUDGET_EXHAUSTED') return { status: 'refused', reason: 'budget', diagnostics, text }
    if (code !== 'REFUSED') throw error
    const known = reason === 'validation' || reason === 'not-permitted' ? reason : 'rule'
    return { status: 'refused', reason: known, diagnostics, text }
  }
}
