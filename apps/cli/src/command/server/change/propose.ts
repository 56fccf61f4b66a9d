import type { AutoApprovedChangeType, Change } from '@glovebox/api'
import { type Command, Option } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { countOf } from '../../count.ts'
import { abilitiesOf, memberOf } from '../collaboration/new-collaboration.ts'
import { addVerb, collect, commaList } from '../verb.ts'

/** What the command line says is to change. */
export type ProposeOptions = {
  readonly addMember?: readonly string[]
  readonly removeMember?: readonly string[]
  readonly grant?: readonly string[]
  readonly revoke?: readonly string[]
  readonly autoApprove?: string
  readonly purposes?: string
  readonly retentionDays?: number
  readonly minimumIsolation?: 'sandbox' | 'process' | 'none'
  readonly comment?: string
}

/** `glovebox change propose`. */
export function addPropose(noun: Command): void {
  addVerb(noun, 'propose', {
    summary: 'ask for changes of a collaboration',
    description:
      'Asks for changes, which are made together or not at all. They are made with the last approval of those they concern, or at once where the collaboration approves such changes by itself.',
    examples: [
      'change propose --add-member agency=org_aaaaaaaaaaaaaaaaaaaaaaaaaa:receive --comment "they run the campaign"',
      'change propose --grant advertiser=query --revoke agency=receive',
      'change propose --retention-days 7 --purposes measurement,planning',
    ],
  })
    .option('--add-member <name=organisation:abilities>', 'invite a member', collect)
    .option('--remove-member <name>', 'remove a member', collect)
    .option('--grant <member=ability>', 'let a member do more', collect)
    .option('--revoke <member=ability>', 'let a member do less', collect)
    .option('--auto-approve <types>', 'the changes that need nobody’s approval; none lists none')
    .option('--purposes <list>', 'what data may be analysed for; none asks for no purpose')
    .option('--retention-days <count>', 'how long results are kept', countOf)
    .addOption(
      new Option('--minimum-isolation <level>', 'runs need at least this').choices(['sandbox', 'process', 'none']),
    )
    .option('--comment <text>', 'why')
    .action(
      onServer<ProposeOptions>(async ({ api, client, collaboration, options, show }) => {
        const changes = changesOf(options)
        const params = { collaboration: (await collaboration()).id }
        const { comment } = options
        const body = { changes, ...(comment === undefined ? {} : { comment }) }
        const request = await client.call(api.openChangeRequest, { params, body })
        const waits = request.approvals.filter(({ status }) => status === 'pending').map(({ member }) => member)
        const outcome = request.status === 'pending' ? `waits for ${waits.join(', ')}` : `is ${request.status}`
        await show.done(`${request.id} ${outcome}`, request)
      }),
    )
}

/** The changes that options name. */
export function changesOf(options: ProposeOptions): readonly Change[] {
  const { addMember = [], removeMember = [], grant = [], revoke = [] } = options
  const changes: readonly Change[] = [
    ...addMember.map((written): Change => ({ type: 'add-member', ...memberOf(written) })),
    ...removeMember.map((member): Change => ({ type: 'remove-member', member })),
    ...grant.flatMap((written) => abilityChanges('grant-ability', written)),
    ...revoke.flatMap((written) => abilityChanges('revoke-ability', written)),
    ...settingChanges(options),
  ]
  if (changes.length === 0) throw new UsageError('nothing to change: see glovebox change propose --help')
  return changes
}

function abilityChanges(type: 'grant-ability' | 'revoke-ability', written: string): readonly Change[] {
  const at = written.indexOf('=')
  if (at < 1) throw new UsageError(`--${type === 'grant-ability' ? 'grant' : 'revoke'} takes MEMBER=ability`)
  const member = written.slice(0, at)
  return abilitiesOf(written.slice(at + 1)).map((ability) => ({ type, member, ability }))
}

function settingChanges(options: ProposeOptions): readonly Change[] {
  const { autoApprove, purposes, retentionDays, minimumIsolation } = options
  const settings = {
    ...(purposes === undefined ? {} : { purposes: purposes === 'none' ? null : commaList(purposes) }),
    ...(retentionDays === undefined ? {} : { resultRetentionDays: retentionDays }),
    ...(minimumIsolation === undefined
      ? {}
      : { minimumIsolation: minimumIsolation === 'none' ? null : minimumIsolation }),
  }
  // The server knows which types there are.
  const types = autoApprove === 'none' ? [] : (commaList(autoApprove ?? '') as readonly AutoApprovedChangeType[])
  return [
    ...(autoApprove === undefined ? [] : [{ type: 'edit-auto-approved-change-types', types } as const]),
    ...(Object.keys(settings).length === 0 ? [] : [{ type: 'edit-settings', ...settings } as const]),
  ]
}
