import type { Passkey } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { onServer } from '../../../remote/on-server.ts'
import { addVerb } from '../verb.ts'

const columns: Columns<Passkey> = {
  name: ({ name }) => name,
  id: ({ id }) => id,
  added: ({ createdAt }) => createdAt,
  used: ({ lastUsedOn }) => lastUsedOn,
  'backed up': ({ isBackedUp }) => isBackedUp,
}

type SignInOptions = { readonly email?: string; readonly organisation?: string; readonly yes?: boolean }

/** A command that a key may not do: it signs in with the password for it. */
function addSignedIn(noun: Command, usage: string, says: Parameters<typeof addVerb>[2]): Command {
  return addVerb(noun, usage, {
    ...says,
    description: `${says.description} This asks for the password, or reads GLOVEBOX_PASSWORD.`,
  })
    .option('--email <address>', 'whose account it is')
    .option('--organisation <name>', 'where more than one organisation knows the address')
}

/** `glovebox account …`: what one's own account signs in with. */
export function addAccount(program: Command): void {
  const noun = addVerb(program, 'account', {
    summary: 'look after what your account signs in with',
    description:
      'Adds and removes an authenticator app, makes recovery codes, and lists and removes passkeys. Passkeys are added in a browser, which holds them.',
    examples: ['account add-authenticator', 'account passkeys'],
  })

  addSignedIn(noun, 'add-authenticator', {
    summary: 'add an authenticator app',
    description:
      'Begins to add an authenticator app and prints its secret; with a code of the app it is added, and recovery codes are printed. On a terminal the code is asked for at once.',
    examples: ['account add-authenticator', 'account add-authenticator --code 123456'],
  })
    .option('--code <code>', 'a code of the app that was begun with')
    .action(
      onServer<SignInOptions & { readonly code?: string }>(async ({ api, client, options, settings, show }) => {
        const [{ sessionClient }, { askLine }] = await Promise.all([
          import('../../../remote/session-client.ts'),
          import('../../../remote/ask-secret.ts'),
        ])
        const signedIn = await sessionClient(client, options)
        if (options.code === undefined) {
          const begun = await signedIn.call(api.startTotp, {})
          await show.one(begun)
          await show.note('give the secret to the app; it counts once a code of it is confirmed with --code')
          if (process.stdin.isTTY !== true) return
        }
        const code = options.code ?? (await askLine('Code that the app shows', { isSecret: true }))
        const recovery = await signedIn.call(api.confirmTotp, { body: { code: code.replaceAll(' ', '') } })
        if (settings.format === 'json') return show.one(recovery)
        await showCodes({ settings, show }, recovery)
      }),
    )

  addSignedIn(noun, 'remove-authenticator', {
    summary: 'remove the authenticator app',
    description: 'Removes the authenticator app and the recovery codes.',
    examples: ['account remove-authenticator --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<SignInOptions>(async ({ api, client, endWith, options, show }) => {
        if (!(await confirmed('Remove the authenticator app?', options))) return endWith(exitCodes.cancelled)
        const { sessionClient } = await import('../../../remote/session-client.ts')
        await (await sessionClient(client, options)).call(api.removeTotp, {})
        await show.done('removed the authenticator app')
      }),
    )

  addSignedIn(noun, 'recovery-codes', {
    summary: 'make other recovery codes',
    description: 'Makes other recovery codes; those before them work no more.',
    examples: ['account recovery-codes'],
  }).action(
    onServer<SignInOptions>(async ({ api, client, options, settings, show }) => {
      const { sessionClient } = await import('../../../remote/session-client.ts')
      const signedIn = await sessionClient(client, options)
      await showCodes({ settings, show }, await signedIn.call(api.renewRecoveryCodes, {}))
    }),
  )

  addSignedIn(noun, 'passkeys', {
    summary: 'list the passkeys of your account',
    description: 'Lists the passkeys of your account.',
    examples: ['account passkeys', 'account passkeys --json'],
  }).action(
    onServer<SignInOptions>(async ({ api, client, options, show }) => {
      const { sessionClient } = await import('../../../remote/session-client.ts')
      await show.list(await (await sessionClient(client, options)).call(api.listPasskeys, {}), columns)
    }),
  )

  addSignedIn(noun, 'remove-passkey <passkey>', {
    summary: 'remove a passkey',
    description: 'Removes a passkey of your account, by its id.',
    examples: ['account remove-passkey AbC-dEf --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<SignInOptions, [string]>(async ({ api, client, endWith, options, show }, passkey) => {
        if (!(await confirmed(`Remove the passkey ${passkey}?`, options))) return endWith(exitCodes.cancelled)
        const { sessionClient } = await import('../../../remote/session-client.ts')
        await (await sessionClient(client, options)).call(api.removePasskey, { params: { passkey } })
        await show.done(`removed the passkey ${passkey}`)
      }),
    )
}

type Shown = Pick<import('../../../remote/on-server.ts').OnServer<object>, 'settings' | 'show'>

async function showCodes({ settings, show }: Shown, recovery: { readonly codes: readonly string[] }): Promise<void> {
  if (settings.format === 'json') return show.one(recovery)
  await show.list({ items: recovery.codes }, { 'recovery code': (code) => code })
  await show.note('each works once, and they are not shown again')
}
