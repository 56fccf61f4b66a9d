import type { ServerWorld } from '../server-world.ts'
import { openSlots, type Slots } from '../store/slots.ts'
import { openSeen, type Seen } from './seen.ts'
import { defaultIdentitySettings, type IdentitySettings } from './settings.ts'

/** What the use cases about people and keys stand on. */
export type Identity = {
  readonly world: ServerWorld
  readonly settings: IdentitySettings
  /** Whom the last requests spoke for. */
  readonly seen: Seen
  /** Passwords cost memory: so many are checked at a time. */
  readonly hashing: Slots
}

/** Where a request came from. */
export type Whence = { readonly address: string; readonly userAgent?: string }

const hashedAtOnce = 2

/** Opens the identities of a server. */
export function openIdentity(world: ServerWorld, settings: Partial<IdentitySettings> = {}): Identity {
  return {
    world,
    settings: { ...defaultIdentitySettings, ...settings },
    seen: openSeen(),
    hashing: openSlots(hashedAtOnce),
  }
}
