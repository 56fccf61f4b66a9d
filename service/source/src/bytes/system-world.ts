import { setTimeout } from 'node:timers/promises'
import type { AddressGuard } from '../port/http-transport.ts'
import type { SourceWorld } from '../port/source-world.ts'
import { openHttpTransport } from './open-http-transport.ts'

/** The world as it is: this machine's clock, and the network as far as the guard lets it. */
export function systemWorld(guard: AddressGuard): SourceWorld {
  return {
    clock: Date.now,
    random: Math.random,
    sleep: (milliseconds, signal) =>
      setTimeout(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
    http: openHttpTransport({ guard }),
  }
}
