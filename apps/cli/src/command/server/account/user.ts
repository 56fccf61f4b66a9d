import type { Role, User, UserInvitation } from '@glovebox/api'
import type { Command } from 'commander'
import { exitCodes } from '../../../exit-code.ts'
import type { Columns } from '../../../output/show.ts'
import { confirmed } from '../../../remote/confirm.ts'
import { everyPage } from '../../../remote/every-page.ts'
import { onServer } from '../../../remote/on-server.ts'
import { UsageError } from '../../../usage-error.ts'
import { addVerb, commaList } from '../verb.ts'

const columns: Columns<User> = {
  email: ({ email }) => email,
  id: ({ id }) => id,
  name: ({ name }) => name,
  roles: ({ roles }) => roles.join(', '),
  'second factor': ({ hasSecondFactor }) => hasSecondFactor,
  disabled: ({ isDisabled }) => isDisabled,
  'signed in': ({ lastSignInOn }) => lastSignInOn,
}

const invitationColumns: Columns<UserInvitation> = {
  email: ({ email }) => email,
  id: ({ id }) => id,
  purpose: ({ purpose }) => purpose,
  roles: ({ roles }) => roles.join(', '),
  expires: ({ expiresAt }) => expiresAt,
}

/** `glovebox user …`: the people of one's own organisation. */
export function addUser(program: Command): void {
  const noun = addVerb(program, 'user', {
    summary: 'invite, change and remove the people of your organisation',
    description: 'Lists, invites, changes and removes the people of your organisation, as its administrator.',
    examples: ['user list', 'user invite bo@example.org --roles analyst'],
  })

  addVerb(noun, 'list', {
    summary: 'list the people of your organisation',
    description: 'Lists the people of your organisation; with --invited the links that were not used so far.',
    examples: ['user list', 'user list --invited'],
  })
    .option('--invited', 'invitations and resets that were not used so far')
    .action(
      onServer<{ readonly invited?: boolean }>(async ({ api, client, options, show }) => {
        if (options.invited === true) {
          const page = await everyPage((query) => client.call(api.listUserInvitations, { query }))
          return show.list(page, invitationColumns)
        }
        await show.list(await everyPage((query) => client.call(api.listUsers, { query })), columns)
      }),
    )

  addVerb(noun, 'invite <email>', {
    summary: 'invite a person',
    description: 'Makes a link to hand over to a person, who uses it with glovebox setup. It is shown once.',
    examples: ['user invite bo@example.org --roles analyst', 'user invite cy@example.org --roles data-owner,auditor'],
  })
    .requiredOption('--roles <list>', 'administrator, data-owner, analyst, auditor')
    .action(
      onServer<{ readonly roles: string }, [string]>(async ({ api, client, options, show }, email) => {
        const link = await client.call(api.inviteUser, { body: { email, roles: rolesOf(options.roles) } })
        await show.one(link, { link: link.url, expiresAt: link.expiresAt })
      }),
    )

  addVerb(noun, 'withdraw <invitation>', {
    summary: 'take a link back',
    description: 'Takes back a link that was not used so far.',
    examples: ['user withdraw inv_aaaaaaaaaaaaaaaaaaaaaaaaaa'],
  }).action(
    onServer<object, [string]>(async ({ api, client, show }, invitation) => {
      await client.call(api.withdrawUserInvitation, { params: { invitation } })
      await show.done(`took ${invitation} back`)
    }),
  )

  addVerb(noun, 'set-roles <user> <roles>', {
    summary: 'change what a person may do',
    description: 'Changes what a person may do, who is named by address or id.',
    examples: ['user set-roles bo@example.org analyst,data-owner'],
  }).action(
    onServer<object, [string, string]>(async ({ api, client, show }, named, roles) => {
      const user = await findUser({ api, client }, named)
      const after = await client.call(api.changeUser, { params: { user: user.id }, body: { roles: rolesOf(roles) } })
      await show.done(`${after.email} is ${after.roles.join(', ')}`, after)
    }),
  )

  for (const [verb, isDisabled, summary, description] of [
    [
      'disable',
      true,
      'disable an account',
      'Disables an account: it is signed out at once, and its keys stop working.',
    ],
    ['enable', false, 'enable an account again', 'Enables a disabled account again.'],
  ] as const) {
    addVerb(noun, `${verb} <user>`, { summary, description, examples: [`user ${verb} bo@example.org`] }).action(
      onServer<object, [string]>(async ({ api, client, show }, named) => {
        const user = await findUser({ api, client }, named)
        const after = await client.call(api.changeUser, { params: { user: user.id }, body: { isDisabled } })
        await show.done(`${after.email} is ${after.isDisabled ? 'disabled' : 'enabled'}`, after)
      }),
    )
  }

  addVerb(noun, 'reset <user>', {
    summary: 'make a link by which a person sets another password',
    description: 'Makes a link for a person who lost password or authenticator. It is shown once.',
    examples: ['user reset bo@example.org'],
  }).action(
    onServer<object, [string]>(async ({ api, client, show }, named) => {
      const user = await findUser({ api, client }, named)
      const link = await client.call(api.resetUser, { params: { user: user.id } })
      await show.one(link, { link: link.url, expiresAt: link.expiresAt })
    }),
  )

  addVerb(noun, 'remove <user>', {
    summary: 'remove a person',
    description: 'Removes a person, with sessions, passkeys and keys.',
    examples: ['user remove bo@example.org --yes'],
  })
    .option('--yes', 'do not ask')
    .action(
      onServer<{ readonly yes?: boolean }, [string]>(async ({ api, client, endWith, options, show }, named) => {
        const user = await findUser({ api, client }, named)
        if (!(await confirmed(`Remove ${user.email}?`, options))) return endWith(exitCodes.cancelled)
        await client.call(api.removeUser, { params: { user: user.id } })
        await show.done(`removed ${user.email}`)
      }),
    )
}

type Calls = Pick<import('../../../remote/on-server.ts').OnServer<object>, 'api' | 'client'>

async function findUser({ api, client }: Calls, named: string): Promise<User> {
  const { items } = await everyPage((query) => client.call(api.listUsers, { query }))
  const found = items.find(({ id, email }) => id === named || email === named.toLowerCase())
  if (found === undefined) throw new UsageError(`nobody of your organisation has the address or id ${named}`)
  return found
}

const known: readonly Role[] = ['administrator', 'data-owner', 'analyst', 'auditor']

/** Roles between commas. */
export function rolesOf(written: string): readonly Role[] {
  const roles = commaList(written).map((word) => {
    const found = known.find((role) => role === word)
    if (found === undefined) throw new UsageError(`${word} is no role; there are ${known.join(', ')}`)
    return found
  })
  if (roles.length === 0) throw new UsageError(`name a role: ${known.join(', ')}`)
  return roles
}
