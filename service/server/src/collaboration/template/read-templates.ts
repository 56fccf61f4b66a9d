import type { TemplateDiff, TemplateVersionView, TemplateView } from '@glovebox/api'
import { lineDiff } from '@glovebox/cleanroom'
import type { ServerWorld } from '../../server-world.ts'
import type { Db } from '../../store/store.ts'
import { allMembers, requireMember } from '../membership.ts'
import { done, type Outcome } from '../outcome.ts'
import {
  noTemplate,
  type StoredTemplate,
  type StoredVersion,
  storedTemplate,
  storedTemplates,
  templateViews,
  versionView,
} from './stored-template.ts'

type Reads = Pick<ServerWorld, 'store'>

/** The templates of a collaboration, for a member of it. */
export async function listTemplates(
  { store }: Reads,
  organisation: string,
  collaboration: string,
): Promise<Outcome<{ readonly items: readonly TemplateView[] }>> {
  return store.snapshot(async (db) => {
    const member = await requireMember(db, collaboration, organisation)
    if (!member.ok) return member
    const templates = await storedTemplates(db, collaboration)
    return done({ items: await templateViews(db, collaboration, templates) })
  })
}

/** One template of a collaboration. */
export async function readTemplate(
  { store }: Reads,
  organisation: string,
  collaboration: string,
  nameOrId: string,
): Promise<Outcome<TemplateView>> {
  return store.snapshot(async (db) => {
    const template = await templateFor(db, organisation, collaboration, nameOrId)
    if (!template.ok) return template
    const [view] = await templateViews(db, collaboration, [template.value])
    return view === undefined ? noTemplate : done(view)
  })
}

/** One version of a template, with what its owners said. */
export async function readVersion(
  { store }: Reads,
  organisation: string,
  collaboration: string,
  nameOrId: string,
  version: number,
): Promise<Outcome<TemplateVersionView>> {
  return store.snapshot(async (db) => {
    const template = await templateFor(db, organisation, collaboration, nameOrId)
    if (!template.ok) return template
    const found = template.value.versions.find((one) => one.version === version)
    if (found === undefined) return noTemplate
    return done(versionView(template.value, found, await allMembers(db, collaboration)))
  })
}

/** What differs between two versions; against nothing where there is none before. */
export async function diffVersions(
  { store }: Reads,
  organisation: string,
  collaboration: string,
  nameOrId: string,
  version: number,
  against: number = version - 1,
): Promise<Outcome<TemplateDiff>> {
  return store.snapshot(async (db) => {
    const template = await templateFor(db, organisation, collaboration, nameOrId)
    if (!template.ok) return template
    const find = (wanted: number): StoredVersion | undefined =>
      template.value.versions.find((one) => one.version === wanted)
    const [before, after] = [find(against), find(version)]
    if (after === undefined || (before === undefined && against > 0)) return noTemplate
    const lines = lineDiff(before === undefined ? '' : textOf(before), textOf(after))
    const isEmpty = before === undefined
    return done({ against, version, lines: isEmpty ? lines.filter(({ kind }) => kind === 'added') : lines })
  })
}

/** A version as people compare it: its SQL, then what may be chosen. */
function textOf({ sql, parameters }: StoredVersion): string {
  const chosen = parameters.map(
    ({ name, type, default: value, description }) =>
      `-- :${name} ${type}${value === undefined ? '' : ` = ${value}`}${description === undefined ? '' : `  ${description}`}`,
  )
  return [sql, ...chosen].join('\n')
}

async function templateFor(
  db: Db,
  organisation: string,
  collaboration: string,
  nameOrId: string,
): Promise<Outcome<StoredTemplate>> {
  const member = await requireMember(db, collaboration, organisation)
  if (!member.ok) return member
  const template = await storedTemplate(db, collaboration, nameOrId)
  return template === undefined ? noTemplate : done(template)
}
