import type { DiagnosticView, ReviewView, TemplateStatus, TemplateVersionView, TemplateView } from '@glovebox/api'
import { foldCase, type ParameterDocument } from '@glovebox/cleanroom'
import type { Selectable } from 'kysely'
import type { Db } from '../../store/store.ts'
import type { Tables } from '../../store/tables.ts'
import { allMembers, type Membership } from '../membership.ts'
import { type Refused, refused } from '../outcome.ts'

/** A table that a version reads: as it was when it was proposed. */
export type ReadTable = {
  readonly name: string
  readonly organisation: string
  readonly configuredTable: string
  /** Anyone may read it: nobody has to approve. */
  readonly isPublic: boolean
}

type Row<T extends keyof Tables> = Selectable<Tables[T]>

/** A version as it is stored. */
export type StoredVersion = Omit<Row<'template_versions'>, 'tables' | 'parameters' | 'validation'> & {
  readonly tables: readonly ReadTable[]
  readonly parameters: readonly ParameterDocument[]
  readonly validation: readonly DiagnosticView[]
  readonly reviews: readonly Row<'template_reviews'>[]
}

/** A template with all its versions, newest first. */
export type StoredTemplate = Row<'templates'> & {
  readonly versions: readonly StoredVersion[]
  /** How many people owners want to approve at least, by organisation, where it is more than one. */
  readonly minimumReviewers: Readonly<Record<string, number>>
}

/** What is told of templates and versions that are not there. */
export const noTemplate: Refused = refused('NOT_FOUND', {
  reason: 'TEMPLATE_NOT_FOUND',
  detail: 'there is no such template, or version of it, in the collaboration',
})

/** The templates of a collaboration, in the order of names; or the one of a name or id. */
export async function storedTemplates(
  db: Db,
  collaboration: string,
  only?: string,
): Promise<readonly StoredTemplate[]> {
  let query = db.selectFrom('templates').selectAll().where('collaboration', '=', collaboration)
  if (only !== undefined)
    query = query.where((eb) => eb.or([eb('id', '=', only), eb('name_folded', '=', foldCase(only))]))
  const templates = await query.orderBy('name_folded').execute()
  const ids = templates.map(({ id }) => id)
  if (ids.length === 0) return []
  const versions = await db
    .selectFrom('template_versions')
    .selectAll()
    .where('collaboration', '=', collaboration)
    .where('template', 'in', ids)
    .orderBy('version', 'desc')
    .execute()
  const reviews = await db
    .selectFrom('template_reviews')
    .selectAll()
    .where('collaboration', '=', collaboration)
    .where('template', 'in', ids)
    .orderBy('at')
    .execute()
  const minima = await db
    .selectFrom('approval_rules')
    .select(['organisation', 'minimum_reviewers'])
    .where('collaboration', '=', collaboration)
    .where('minimum_reviewers', '>', 1)
    .execute()
  const minimumReviewers = Object.fromEntries(minima.map((row) => [row.organisation, row.minimum_reviewers]))
  return templates.map((template) => ({
    ...template,
    minimumReviewers,
    versions: versions
      .filter((version) => version.template === template.id)
      .map((version) => ({
        ...version,
        tables: JSON.parse(version.tables) as readonly ReadTable[],
        parameters: JSON.parse(version.parameters) as readonly ParameterDocument[],
        validation: JSON.parse(version.validation) as readonly DiagnosticView[],
        reviews: reviews.filter((one) => one.template === template.id && one.version === version.version),
      })),
  }))
}

/** One template, by its name or id. */
export async function storedTemplate(
  db: Db,
  collaboration: string,
  nameOrId: string,
): Promise<StoredTemplate | undefined> {
  const found = await storedTemplates(db, collaboration, nameOrId)
  return found.find(({ id }) => id === nameOrId) ?? found[0]
}

/** The version that runs: the newest that is approved. */
export function currentVersion({ versions }: StoredTemplate): StoredVersion | undefined {
  return versions.find(({ status }) => status === 'approved')
}

/** The owners whose approval a version needs: of every table that not anyone may read. */
export function ownersOf({ tables }: Pick<StoredVersion, 'tables'>): readonly string[] {
  return [...new Set(tables.filter(({ isPublic }) => !isPublic).map(({ organisation }) => organisation))]
}

/** The owners that have not approved yet. Whoever proposed speaks for its own organisation, as one of the reviewers. */
export function missingOwners(
  {
    organisation: author,
    reviewers,
    minimumReviewers,
  }: Pick<StoredTemplate, 'organisation' | 'reviewers' | 'minimumReviewers'>,
  version: Pick<StoredVersion, 'tables' | 'by' | 'reviews'>,
): readonly string[] {
  return ownersOf(version).filter((owner) => {
    const needed = Math.max(reviewers, minimumReviewers[owner] ?? 1)
    const said = version.reviews
      .filter(({ organisation, decision }) => organisation === owner && decision === 'approved')
      .map(({ by }) => by)
    const proposer = owner === author ? [version.by] : []
    const voices = new Set([...said, ...proposer])
    // Where several people have to look, a key is none of them: somebody may hold it who is counted already.
    const counted = needed === 1 ? [...voices] : [...voices].filter((by) => by.startsWith('usr_'))
    return counted.length < needed
  })
}

/** What a version is, after what was said of it. Whoever withdrew it, it stays so. */
export function statusOf(
  template: Pick<StoredTemplate, 'organisation' | 'reviewers' | 'minimumReviewers'>,
  version: Pick<StoredVersion, 'tables' | 'by' | 'reviews' | 'status'>,
): TemplateStatus {
  if (version.status === 'withdrawn') return 'withdrawn'
  const owners = ownersOf(version)
  const isRejected = version.reviews.some((one) => one.decision === 'rejected' && owners.includes(one.organisation))
  if (isRejected) return 'rejected'
  return missingOwners(template, version).length === 0 ? 'approved' : 'proposed'
}

/** Templates as members see them. */
export async function templateViews(
  db: Db,
  collaboration: string,
  templates: readonly StoredTemplate[],
): Promise<readonly TemplateView[]> {
  const members = await allMembers(db, collaboration)
  return templates.flatMap((template) => {
    const latest = template.versions[0]
    if (latest === undefined) return []
    const current = currentVersion(template)?.version
    return [
      {
        id: template.id,
        name: template.name,
        author: nameOf(members, template.organisation),
        kind: template.kind,
        reviewers: template.reviewers,
        ...(current === undefined ? {} : { current }),
        latest: versionView(template, latest, members),
        createdAt: template.created_at,
      },
    ]
  })
}

/** A version as members see it: who spoke for an organisation is that organisation's own. */
export function versionView(
  template: StoredTemplate,
  version: StoredVersion,
  members: readonly Membership[],
): TemplateVersionView {
  const waits = version.status === 'proposed' || version.status === 'rejected'
  return {
    version: version.version,
    hash: version.hash,
    sql: version.sql,
    ...(version.parameters.length === 0 ? {} : { parameters: version.parameters }),
    ...(version.description === '' ? {} : { description: version.description }),
    status: version.status,
    tables: version.tables.map(({ name }) => name),
    waitingFor: waits ? missingOwners(template, version).map((owner) => nameOf(members, owner)) : [],
    reviews: version.reviews.map(
      (review): ReviewView => ({
        member: nameOf(members, review.organisation),
        decision: review.decision,
        isAutomatic: review.is_automatic === 1,
        comment: review.comment,
        at: review.at,
      }),
    ),
    warnings: version.validation,
    proposedAt: version.at,
  }
}

function nameOf(members: readonly Membership[], organisation: string): string {
  return members.find((one) => one.organisation === organisation)?.member ?? ''
}
