/** What reads and makes the messages of passkeys. It is large, and a server opens without it. */
export function passkeyLibrary(): Promise<typeof import('@simplewebauthn/server')> {
  return import('@simplewebauthn/server')
}
