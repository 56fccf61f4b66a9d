import type { EventKind } from '../../events/event.ts'
import { recordEvent } from '../../events/record-event.ts'
import { type Contribution, type ContributionWorld, stopTemplate } from '../contribution-world.ts'
import { activeMembers, touchCollaboration } from '../membership.ts'
import { currentVersion, missingOwners, type StoredTemplate, statusOf, storedTemplate } from './stored-template.ts'

/**
 * Brings the status of a version to what was said of it, and what runs to that: once a version is approved, those before
 * it are withdrawn; once one is not approved any more, it stops. Gives the template as it is then.
 */
export async function settleVersion(
  world: ContributionWorld,
  contribution: Contribution,
  before: StoredTemplate,
  version: number,
): Promise<StoredTemplate> {
  const { tx } = contribution
  const { collaboration, id, name } = before
  const said = await storedTemplate(tx, collaboration, id)
  const looked = said?.versions.find((one) => one.version === version)
  if (said === undefined || looked === undefined) throw new Error('a version that was written is not there')
  const status = statusOf(said, looked)
  if (status !== looked.status) {
    await setStatus(contribution, looked.collaboration, id, [version], status)
    if (status === 'approved') {
      const older = said.versions.filter((one) => one.version < version && one.status === 'approved')
      await setStatus(
        contribution,
        collaboration,
        id,
        older.map((one) => one.version),
        'withdrawn',
      )
    }
  }
  const after = await storedTemplate(tx, collaboration, id)
  if (after === undefined) throw new Error('a template that was written is not there')
  const [ran, runs] = [currentVersion(before)?.version, currentVersion(after)?.version]
  if (ran !== runs) {
    await touchCollaboration(tx, collaboration)
    if (ran !== undefined) await stopTemplate(world, contribution, { collaboration, template: name })
  }
  await tell(world, contribution, after, version)
  return after
}

/** Sets the status of versions. */
export async function setStatus(
  { tx }: Contribution,
  collaboration: string,
  template: string,
  versions: readonly number[],
  status: 'proposed' | 'approved' | 'rejected' | 'withdrawn',
): Promise<void> {
  if (versions.length === 0) return
  await tx
    .updateTable('template_versions')
    .set({ status })
    .where('collaboration', '=', collaboration)
    .where('template', '=', template)
    .where('version', 'in', versions)
    .execute()
}

async function tell(
  world: ContributionWorld,
  { tx }: Contribution,
  template: StoredTemplate,
  version: number,
): Promise<void> {
  const settled = template.versions.find((one) => one.version === version)
  if (settled === undefined) return
  const kinds: Readonly<Partial<Record<typeof settled.status, EventKind>>> = {
    proposed: 'template.review-needed',
    approved: 'template.approved',
    rejected: 'template.rejected',
  }
  const kind = kinds[settled.status]
  if (kind === undefined) return
  const { collaboration, name } = template
  const everyone = (await activeMembers(tx, collaboration)).map(({ organisation }) => organisation)
  const audience = settled.status === 'proposed' ? missingOwners(template, settled) : everyone
  await recordEvent(tx, world, { kind, collaboration, audience, data: { template: name, version, hash: settled.hash } })
}
