import type { AutoApprovedChangeType, NewCollaboration, NewMember } from '@glovebox/api'
import type { Ability, CollaborationDocument } from '@glovebox/cleanroom'
import { UsageError } from '../../../usage-error.ts'
import { commaList } from '../verb.ts'

/** What the command line says of a collaboration to make. */
export type CreateOptions = {
  readonly name?: string
  readonly description?: string
  readonly as?: string
  readonly abilities?: string
  readonly member?: readonly string[]
  readonly organisation?: readonly string[]
  readonly pay?: boolean
  readonly autoApprove?: string
  readonly purposes?: string
  readonly retentionDays?: number
  readonly minimumIsolation?: 'sandbox' | 'process'
}

/** The collaboration that options describe, over a collaboration file where there is one. */
export function newCollaborationOf(options: CreateOptions, document?: CollaborationDocument): NewCollaboration {
  const name = options.name ?? document?.collaboration
  if (name === undefined) throw new UsageError('name the collaboration with --name, or take a file with -f')
  if (options.as === undefined) throw new UsageError('say which member you are with --as MEMBER')
  const { description } = options
  return {
    name,
    ...(description === undefined ? {} : { description }),
    creator: { ...creatorOf(options.as, options, document), ...(options.pay === true ? { acceptsPayment: true } : {}) },
    members: document === undefined ? (options.member ?? []).map(memberOf) : membersOf(document, options.as, options),
    ...settingsOf(options),
  }
}

function creatorOf(
  as: string,
  { abilities }: CreateOptions,
  document: CollaborationDocument | undefined,
): { readonly name: string; readonly abilities: readonly Ability[] } {
  if (document === undefined || abilities !== undefined) return { name: as, abilities: abilitiesOf(abilities ?? '') }
  const found = document.members.find(({ name }) => name === as)
  if (found === undefined)
    throw new UsageError(
      `the file has no member ${as}; it has ${document.members.map((member) => member.name).join(', ')}`,
    )
  return { name: as, abilities: found.abilities ?? [] }
}

/** The others of a file, each with the organisation that a pair of the command line gives it. */
function membersOf(document: CollaborationDocument, as: string, options: CreateOptions): readonly NewMember[] {
  if ((options.member ?? []).length > 0)
    throw new UsageError('--member does not go with a file: its members are invited')
  const organisations = new Map((options.organisation ?? []).map((pair) => splitPair('--organisation', pair)))
  for (const name of organisations.keys()) {
    if (!document.members.some((member) => member.name === name))
      throw new UsageError(`--organisation ${name}: the file has no such member`)
  }
  return document.members
    .filter(({ name }) => name !== as)
    .map(({ name, abilities = [] }) => {
      const organisation = organisations.get(name)
      if (organisation === undefined)
        throw new UsageError(`which organisation is ${name}? Say --organisation ${name}=org_…`)
      return { organisation, name, abilities }
    })
}

/** `advertiser=org_…:query,receive`. */
export function memberOf(written: string): NewMember {
  const [name, rest] = splitPair('--member', written)
  const [organisation = '', abilities = ''] = rest.split(':')
  return { organisation, name, abilities: abilitiesOf(abilities) }
}

function splitPair(option: string, written: string): readonly [string, string] {
  const at = written.indexOf('=')
  if (at < 1 || !/^org_[a-z2-7]{26}(:|$)/.test(written.slice(at + 1)))
    throw new UsageError(`${option} takes NAME=org_…${option === '--member' ? ':ability,ability' : ''}`)
  return [written.slice(0, at), written.slice(at + 1)]
}

const known: readonly Ability[] = ['query', 'receive', 'contribute', 'train', 'pay', 'activate']

/** Abilities between commas. */
export function abilitiesOf(written: string): readonly Ability[] {
  return commaList(written).map((word) => {
    const found = known.find((ability) => ability === word)
    if (found === undefined) throw new UsageError(`${word} is no ability; there are ${known.join(', ')}`)
    return found
  })
}

function settingsOf(options: CreateOptions): Pick<NewCollaboration, 'settings'> {
  const { autoApprove, purposes, retentionDays, minimumIsolation } = options
  const settings = {
    // The server knows which there are.
    ...(autoApprove === undefined
      ? {}
      : { autoApprovedChangeTypes: commaList(autoApprove) as readonly AutoApprovedChangeType[] }),
    ...(purposes === undefined ? {} : { purposes: commaList(purposes) }),
    ...(retentionDays === undefined ? {} : { resultRetentionDays: retentionDays }),
    ...(minimumIsolation === undefined ? {} : { minimumIsolation }),
  }
  return Object.keys(settings).length === 0 ? {} : { settings }
}
