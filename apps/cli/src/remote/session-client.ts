import { type Client, createClient, getMe } from '@glovebox/api'
import { askLine, secretFrom } from './ask-secret.ts'
import { sessionOf } from './session.ts'

/** A client that signs in with a password for one act that keys may not do. */
export async function sessionClient(
  client: Client,
  { email, organisation }: { readonly email?: string; readonly organisation?: string },
): Promise<Client> {
  const address = email ?? (await ownAddress(client)) ?? (await askLine('E-mail', { isSecret: false }))
  const password = await secretFrom('GLOVEBOX_PASSWORD', `Password of ${address}`)
  const session = await sessionOf(client.url, { email: address, password, organisation })
  return createClient({ url: client.url, fetch: session.fetch })
}

/** The address behind the key that is used; nothing where there is none. */
async function ownAddress(client: Client): Promise<string | undefined> {
  try {
    return (await client.call(getMe, {})).user?.email
  } catch {
    return undefined
  }
}
