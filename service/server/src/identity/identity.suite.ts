import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { Principal } from '../principal.ts'
import type { ServerWorld } from '../server-world.ts'
import { sharedPostgres } from '../store/postgres.suite.ts'
import { openPostgresStore } from '../store/postgres.ts'
import { openSqliteStore } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { plainVault } from '../store/vault.ts'
import type { Actor } from './actor.ts'
import { authenticate } from './authenticate.ts'
import { createOrganisation } from './create-organisation.ts'
import { type Identity, openIdentity } from './identity.ts'
import type { Outcome } from './outcome.ts'
import type { IdentitySettings } from './settings.ts'
import { signIn } from './sign-in.ts'

/** A server's identities in a test, with a clock that the test sets. */
export type TestServer = {
  readonly identity: Identity
  readonly world: ServerWorld
  readonly pass: (ms: number) => void
}

export const second = 1000
export const minute: number = 60 * second
export const hour: number = 60 * minute
export const dayMs: number = 24 * hour

/** Cheap to compute, as no test needs it to be dear. */
export const cheap = { memoryKib: 64, passes: 1, lanes: 1 } as const
export const strong = 'violet kettle 29 harbour'
export const whence = { address: '192.0.2.7', userAgent: 'a test' }

/** Opens the identities of an empty server. */
export async function openTestServer(
  t: TestContext,
  settings: Partial<IdentitySettings> = {},
  dialect: Store['dialect'] = 'sqlite',
): Promise<TestServer> {
  let now = Date.parse('2026-03-01T09:00:00.000Z')
  const store = await openStore(t, dialect)
  const world: ServerWorld = {
    store,
    clock: () => new Date(now),
    random: (bytes) => randomBytes(bytes),
    name: 'Test Rooms',
    publicUrl: 'https://rooms.example.org',
    dataFolder: '/nowhere',
    signingSeed: new Uint8Array(32),
    vaultOf: () => plainVault,
    ownVaultOf: () => ({ seal: (text) => text, open: (sealed) => sealed }),
    destroyVault: () => undefined,
    destroyShare: () => undefined,
  }
  const pass = (ms: number): void => {
    now += ms
  }
  const identity = openIdentity(world, { passwordCost: cheap, ...settings })
  return { identity, world, pass }
}

async function openStore(t: TestContext, dialect: Store['dialect']): Promise<Store> {
  if (dialect === 'postgres') {
    const store = await openPostgresStore({ connectionString: await (await sharedPostgres()).newDatabase() })
    t.after(() => store.close())
    return store
  }
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-identity-'))
  const store = await openSqliteStore(folder)
  t.after(async () => {
    await store.close()
    rmSync(folder, { recursive: true })
  })
  return store
}

/** An organisation with an administrator who is signed in. */
export async function signedInAdministrator(
  { world, identity }: TestServer,
  name: string = 'Acme',
): Promise<Actor & { readonly token: string; readonly organisation: string; readonly user: string }> {
  const email = `admin@${name.toLowerCase()}.example`
  const made = await createOrganisation(world, { name, administrator: { email, password: strong } }, identity.settings)
  const { token } = value(await signIn(identity, { email, password: strong }, whence))
  return { ...(await actorOf(identity, { sessionCookie: token })), token, ...made }
}

/** Whom credentials stand for. */
export async function actorOf(
  identity: Identity,
  credentials: { readonly sessionCookie?: string; readonly authorization?: string },
): Promise<Actor> {
  const who = await authenticate(identity, { ...whence, ...credentials })
  if (who.kind !== 'principal') throw new Error(`these credentials are ${JSON.stringify(who)}`)
  return { principal: who.principal, whence }
}

/** How a key is sent. */
export function bearer(secret: string): { readonly authorization: string } {
  return { authorization: `Bearer ${secret}` }
}

/** What came of it; it must have been done. */
export function value<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.problem)}`)
  return outcome.value
}

/** Why it was not done: the code, and the reason where there is one. */
export function why(outcome: Outcome<unknown>): string {
  if (outcome.ok) return 'done'
  const { code, reason } = outcome.problem
  return reason === undefined ? code : `${code} ${reason}`
}

/** What credentials come to: who, nobody, or why not. */
export async function standing(
  identity: Identity,
  credentials: { readonly sessionCookie?: string; readonly authorization?: string },
): Promise<string> {
  const who = await authenticate(identity, { ...whence, ...credentials })
  if (who.kind === 'principal') return nameOf(who.principal)
  return who.kind === 'anonymous' ? 'nobody' : why({ ok: false, problem: who.problem })
}

function nameOf(principal: Principal): string {
  return principal.name
}
