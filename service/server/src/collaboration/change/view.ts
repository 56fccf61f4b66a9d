import type { Approval, ChangeRequestView } from '@glovebox/api'
import type { Db } from '../../store/store.ts'
import { affectedBy } from './approvals.ts'
import { type StoredChangeRequest, votesOn } from './change-requests.ts'
import type { Standing } from './plan-changes.ts'

/** A change request as the members see it. */
export async function changeView(db: Db, request: StoredChangeRequest, standing: Standing): Promise<ChangeRequestView> {
  const names = new Map(standing.members.map(({ organisation, name }) => [organisation, name]))
  const nameOf = (organisation: string): string => names.get(organisation) ?? organisation
  const votes = await votesOn(db, request.id)
  const said = [...votes].map(([organisation, { vote, at }]) => ({ member: nameOf(organisation), status: vote, at }))
  const affected = affectedBy(standing, request.changes, request.proposer)
  const approvals: readonly Approval[] =
    request.status === 'pending'
      ? affected.map(
          ({ name: member }) => said.find((vote) => vote.member === member) ?? { member, status: 'pending' as const },
        )
      : said
  const history = await db
    .selectFrom('change_history')
    .selectAll()
    .where('change', '=', request.id)
    .orderBy('sequence')
    .execute()
  return {
    ...request,
    proposer: nameOf(request.proposer),
    approvals,
    history: history.map(({ at, organisation, kind, comment }) => ({
      at,
      member: nameOf(organisation),
      kind,
      ...(comment === null ? {} : { comment }),
    })),
  }
}
