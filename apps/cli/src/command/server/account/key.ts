import type { Key, Scope } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { everyPage } from '../../../remote/every-page.ts'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { countOf } from '../../count.ts'
import { addVerb, commaList } from '../verb.ts'

type MakeOptions = {
  readonly scopes: string
  readonly service?: boolean
  readonly days?: number
  readonly maxShare?: string
  readonly approvalAboveShare?: string
}

const columns: Columns<Key> = {
  name: ({ name }) => name,
  id: ({ id }) => id,
  kind: ({ kind, agent }) => (agent === undefined ? kind : `${kind}, for a program`),
  scopes: ({ scopes }) => scopes.join(' '),
  expires: ({ expiresAt }) => expiresAt,
  used: ({ lastUsedOn }) => lastUsedOn,
  revoked: ({ isRevoked }) => isRevoked,
}

/** `glovebox key …`: the API keys of an account and its organisation. */
export function addKey(program: Command): void {
  const noun = addVerb(program, 'key', {
    summary: 'list, make, rotate and revoke API keys',
    description: 'Lists, makes, rotates and revokes API keys.',
    examples: ['key list', 'key make nightly --scopes runs:write,results:read --days 30'],
  })

  addVerb(noun, 'list', {
    summary: 'list API keys',
    description: 'Lists your keys; for administrators all keys of the organisation.',
    examples: ['key list', 'key list --json'],
  }).action(
    onServer(async ({ api, client, show }) =>
      show.list(await everyPage((query) => client.call(api.listKeys, { query })), columns),
    ),
  )

  addVerb(noun, 'make <name>', {
    summary: 'make an API key',
    description:
      'Makes an API key and prints its secret, which is not shown again. A key cannot make keys: this asks for the password, or reads GLOVEBOX_PASSWORD. For a program that asks on its own, --max-share says how much of a budget it may spend.',
    examples: [
      'key make nightly --scopes runs:write,results:read --days 30',
      'key make agent --scopes analyses:check,runs:write,results:read --max-share 0.1 --approval-above-share 0.02',
    ],
  })
    .requiredOption('--scopes <list>', 'what it may do: runs:write,results:read')
    .option('--service', 'the organisation’s, not yours; for administrators')
    .option('--days <count>', 'how long it is good for', countOf)
    .option('--max-share <share>', 'the share of each budget that all its runs together may spend')
    .option('--approval-above-share <share>', 'a person must let runs above this share pass')
    .option('--email <address>', 'who signs in to make it')
    .option('--organisation <name>', 'where more than one organisation knows the address')
    .action(
      onServer<MakeOptions & { readonly email?: string; readonly organisation?: string }, [string]>(
        async ({ api, client, options, settings, show }, name) => {
          const { sessionClient } = await import('../../../remote/session-client.ts')
          const signedIn = await sessionClient(client, options)
          const key = await signedIn.call(api.makeKey, { body: newKeyOf(name, options) })
          if (settings.format === 'json') return show.one(key)
          const { id, expiresAt, secret } = key
          await show.one(key, { id, expiresAt, secret })
          await show.note('the secret is not shown again')
        },
      ),
    )

  addVerb(noun, 'rotate <key>', {
    summary: 'give a key another secret',
    description: 'Gives a key another secret and prints it; it is not shown again. When it expires does not change.',
    examples: ['key rotate key_aaaaaaaaaaaaaaaaaaaaaaaaaa --overlap-minutes 60'],
  })
    .option('--overlap-minutes <count>', 'how long the secret before works as well', countOf)
    .action(
      onServer<{ readonly overlapMinutes?: number }, [string]>(async ({ api, client, options, show }, named) => {
        const { overlapMinutes } = options
        const body = overlapMinutes === undefined ? {} : { overlapMinutes }
        const key = await client.call(api.rotateKey, { params: { key: named }, body })
        const { keepRotated } = await import('../../../remote/keep-rotated.ts')
        if (keepRotated(client.url, key)) await show.note('this was the key of this account: it keeps the other secret')
        await show.one(key, {
          id: key.id,
          expiresAt: key.expiresAt,
          overlapUntil: key.overlapUntil,
          secret: key.secret,
        })
      }),
    )

  addVerb(noun, 'revoke <key>', {
    summary: 'revoke a key',
    description: 'Revokes a key; it stops working at once.',
    examples: ['key revoke key_aaaaaaaaaaaaaaaaaaaaaaaaaa --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly yes?: boolean }, [string]>(async ({ api, client, endWith, options, show }, key) => {
        if (!(await confirmed(`Revoke ${key}?`, options))) return endWith(exitCodes.cancelled)
        await client.call(api.revokeKey, { params: { key } })
        await show.done(`revoked ${key}`)
      }),
    )
}

/** The key that options describe. */
export function newKeyOf(name: string, options: MakeOptions): import('@glovebox/api').NewKey {
  const { days, maxShare, approvalAboveShare } = options
  if (approvalAboveShare !== undefined && maxShare === undefined)
    throw new UsageError('--approval-above-share goes with --max-share')
  return {
    kind: options.service === true ? 'service' : 'personal',
    name,
    // The server knows which there are.
    scopes: commaList(options.scopes) as readonly Scope[],
    ...(days === undefined ? {} : { expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() }),
    ...(maxShare === undefined
      ? {}
      : {
          agent: {
            maxShare: shareOf('--max-share', maxShare),
            ...(approvalAboveShare === undefined
              ? {}
              : { approvalAboveShare: shareOf('--approval-above-share', approvalAboveShare) }),
          },
        }),
  }
}

function shareOf(option: string, written: string): number {
  const share = Number(written)
  if (!(share >= 0 && share <= 1) || written.trim() === '') throw new UsageError(`${option} takes a number from 0 to 1`)
  return share
}
