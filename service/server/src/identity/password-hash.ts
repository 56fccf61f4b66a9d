import { type Argon2Parameters, argon2, timingSafeEqual } from 'node:crypto'
import type { Random } from '../state/random-id.ts'
import type { Identity } from './identity.ts'
import type { HashCost } from './settings.ts'

const tagLength = 32
const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

/** The PHC string of a password: Argon2id with a salt of its own. */
export async function hashPassword({ hashing, settings, world }: Identity, password: string): Promise<string> {
  const salt = salted(world.random)
  const cost = settings.passwordCost
  const tag = await hashing.take(() => derive(password, salt, cost))
  return phcText(cost, salt, tag)
}

/**
 * Whether a password is the one that was hashed. Where there is none to compare with it takes as long and says no, so
 * that time does not tell which accounts exist.
 */
export async function verifyPassword(identity: Identity, password: string, stored: string | null): Promise<boolean> {
  const found = phc.exec(stored ?? noPassword(identity.settings.passwordCost))
  if (found === null) throw new Error('a stored password is not a PHC string of Argon2id')
  const [, memory, passes, lanes, salt = '', tag = ''] = found
  const cost = { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) }
  const expected = Buffer.from(tag, 'base64')
  const got = await identity.hashing.take(() => derive(password, Buffer.from(salt, 'base64'), cost))
  return got.length === expected.length && timingSafeEqual(got, expected) && stored !== null
}

/** Whether a password was hashed at another cost than is asked for today. */
export function isOutdated({ settings }: Identity, stored: string): boolean {
  return !stored.startsWith(prefix(settings.passwordCost))
}

function noPassword(cost: HashCost): string {
  return phcText(cost, Buffer.alloc(16), Buffer.alloc(tagLength))
}

function salted(random: Random): Buffer {
  return Buffer.from(random(16))
}

function prefix({ memoryKib, passes, lanes }: HashCost): string {
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${lanes}$`
}

function phcText(cost: HashCost, salt: Buffer, tag: Buffer): string {
  const bare = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
  return `${prefix(cost)}${bare(salt)}$${bare(tag)}`
}

function derive(password: string, nonce: Buffer, { memoryKib, passes, lanes }: HashCost): Promise<Buffer> {
  const parameters: Argon2Parameters = {
    message: password.normalize('NFKC'),
    nonce,
    parallelism: lanes,
    tagLength,
    memory: memoryKib,
    passes,
  }
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, tag) => (error === null ? resolve(tag) : reject(error)))
  })
}
