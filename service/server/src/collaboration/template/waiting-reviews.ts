import type { WaitingItem } from '@glovebox/api'
import type { Db } from '../../store/store.ts'
import { missingOwners, storedTemplates } from './stored-template.ts'

const most = 1000

/** The versions of templates that wait for an organisation's review; `subject` is the template's name. */
export async function waitingReviews(db: Db, organisation: string): Promise<readonly WaitingItem[]> {
  const rows = await db
    .selectFrom('template_versions')
    .innerJoin('members', 'members.collaboration', 'template_versions.collaboration')
    .innerJoin('collaborations', 'collaborations.id', 'template_versions.collaboration')
    .select(['template_versions.collaboration', 'template_versions.template', 'collaborations.name'])
    .distinct()
    .where('members.organisation', '=', organisation)
    .where('members.status', '=', 'active')
    .where('collaborations.closed_at', 'is', null)
    .where('template_versions.status', '=', 'proposed')
    .limit(most)
    .execute()
  const items: WaitingItem[] = []
  for (const { collaboration, template: id, name: collaborationName } of rows) {
    for (const template of await storedTemplates(db, collaboration, id)) {
      const waiting = template.versions.filter(
        (version) => version.status === 'proposed' && missingOwners(template, version).includes(organisation),
      )
      for (const { at } of waiting) {
        items.push({ kind: 'template-review', collaboration, collaborationName, subject: template.name, since: at })
      }
    }
  }
  return items
}
