import { resolve } from 'node:path'
import type { Grant, Issued, Recipient } from '@glovebox/member'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import type { Show } from '../../output/show.ts'
import { addVerb, collect } from '../server/verb.ts'
import { bucketsOf, onShare, takesFolder } from './on-share.ts'

type IssueOptions = { readonly expires?: string; readonly profile?: string }

/** `glovebox share recipient …`: who may read what is shared. */
export function addRecipients(share: Command): void {
  const noun = addVerb(share, 'recipient', {
    summary: 'let others read what is shared, and end it',
    description: 'Recipients read what they are granted with a token in a profile file.',
    examples: ['share recipient list', 'share recipient revoke acme'],
  })
  addAdd(noun)
  addRotate(noun)

  takesFolder(
    addVerb(noun, 'revoke <recipient>', {
      summary: 'let a recipient in no longer',
      description:
        'Lets a recipient in no longer, from this moment: its tokens end, and the URLs that were signed for it.',
      examples: ['share recipient revoke acme'],
    }),
  ).action(
    onShare<object, [string]>(async ({ folder, show, member, said }, name) => {
      const world = { clock: Date.now, random: (n: number) => new Uint8Array(n) }
      const revoked = await said(member.revokeRecipient(folder, name, world))
      if (revoked !== undefined) await show.done(`${revoked.name} is let in no longer`, viewOf(revoked))
    }),
  )

  takesFolder(
    addVerb(noun, 'list', {
      summary: 'list recipients and what they may read',
      description: 'Lists recipients, what they may read, and until when their tokens are valid.',
      examples: ['share recipient list'],
    }),
  ).action(
    onShare(async ({ folder, show, member, said }) => {
      const listed = await said(member.listShare(folder))
      if (listed === undefined) return
      await show.list(
        { items: listed.recipients.map(viewOf) },
        {
          recipient: ({ name }) => name,
          status: ({ revokedAt }) => (revokedAt === undefined ? 'active' : 'revoked'),
          grants: ({ grants }) => grants.join(' '),
          tokens: ({ tokens }) => tokens.length,
          expires: ({ tokens }) => tokens.at(-1)?.expiresAt ?? '',
        },
      )
    }),
  )
}

function addAdd(noun: Command): void {
  takesFolder(
    addVerb(noun, 'add <recipient>', {
      summary: 'let somebody read a share',
      description:
        'Lets somebody read a share, a schema or a table, or some columns of a table. Its token is in the profile file, which is made readable for you alone, and nowhere else.',
      examples: [
        'share recipient add acme --grant results --expires 90d',
        'share recipient add acme --grant results.default.weekly:campaign,people --profile acme.share',
      ],
    }),
  )
    .requiredOption(
      '--grant <what>',
      'share, share.schema, share.schema.table, of a table with @version and :columns; may be said more than once',
      collect,
    )
    .option('--expires <time>', 'how long its token is valid, like 90d or 12h (default: until it is revoked)')
    .option('--profile <file>', 'where to write its profile (default: RECIPIENT.share)')
    .action(
      onShare<IssueOptions & { readonly grant: readonly string[] }, [string]>(
        async ({ folder, options, show, member, said }, name) => {
          const asked = { ...issueOf(options, name), grants: options.grant }
          const added = await said(
            await member.addRecipient(folder, name, asked, { ...(await world()), buckets: bucketsOf(member) }),
          )
          if (added !== undefined) await tell(show, added)
        },
      ),
    )
}

function addRotate(noun: Command): void {
  takesFolder(
    addVerb(noun, 'rotate <recipient>', {
      summary: 'give a recipient a new token',
      description: 'Gives a recipient a new token in a new profile file. The token before it goes on for a while.',
      examples: ['share recipient rotate acme --profile acme-2.share', 'share recipient rotate acme --overlap 0'],
    }),
  )
    .option('--overlap <hours>', 'how many hours the token before it goes on (default: 24)', hoursOf)
    .option('--expires <time>', 'how long the new token is valid, like 90d or 12h (default: until it is revoked)')
    .option('--profile <file>', 'where to write the profile (default: RECIPIENT.share)')
    .action(
      onShare<IssueOptions & { readonly overlap?: number }, [string]>(
        async ({ folder, options, show, member, said }, name) => {
          const asked = { ...issueOf(options, name), overlapHours: options.overlap ?? 24 }
          const rotated = await said(member.rotateRecipient(folder, name, asked, await world()))
          if (rotated !== undefined) await tell(show, rotated)
        },
      ),
    )
}

async function world(): Promise<{ clock: () => number; random: (bytes: number) => Uint8Array }> {
  const { randomBytes } = await import('node:crypto')
  return { clock: Date.now, random: (bytes) => randomBytes(bytes) }
}

function issueOf({ expires, profile }: IssueOptions, name: string): { expires?: string; profile: string } {
  return { ...(expires === undefined ? {} : { expires }), profile: resolve(profile ?? `${name}.share`) }
}

async function tell(show: Show, { recipient, profile, expiresAt }: Issued): Promise<void> {
  const until = expiresAt === undefined ? 'until it is revoked' : `until ${expiresAt}`
  await show.done(`wrote ${profile}: hand it over on a safe way; it is valid ${until}`, {
    ...viewOf(recipient),
    profile,
  })
}

function viewOf({ name, grants, tokens, revokedAt }: Recipient): {
  readonly name: string
  readonly grants: readonly string[]
  readonly tokens: readonly { readonly createdAt: string; readonly expiresAt?: string }[]
  readonly revokedAt?: string
} {
  return {
    name,
    grants: grants.map(grantText),
    tokens: tokens.map(({ createdAt, expiresAt }) => ({
      createdAt,
      ...(expiresAt === undefined ? {} : { expiresAt }),
    })),
    ...(revokedAt === undefined ? {} : { revokedAt }),
  }
}

function grantText({ share, schema, table, columns, version }: Grant): string {
  const name = [share, schema, table].filter((part) => part !== undefined).join('.')
  return `${name}${version === undefined ? '' : `@${version}`}${columns === undefined ? '' : `:${columns.join(',')}`}`
}

function hoursOf(written: string): number {
  const hours = Number(written)
  if (!Number.isFinite(hours) || hours < 0 || hours > 24 * 366) throw new InvalidArgumentError('write hours, like 24')
  return hours
}
