import type { ServerWorld } from '../server-world.ts'
import type { Bell } from './bell.ts'
import type { Rooms } from './rooms.ts'
import type { Concurrency } from './scheduler.ts'

/** What the use cases of runs stand on. */
export type RunWorld = ServerWorld & {
  readonly rooms: Rooms
  readonly bell: Bell
  readonly runs: RunSettings
  /** Aborted when the server stops: nobody waits any longer. */
  readonly closing: AbortSignal
  /** Hears of a run that was put into the queue, once it is on disk. */
  readonly onQueued: (run: QueuedRun) => void
  /** Something of ours broke: for the operator's log. */
  readonly onError: (error: unknown) => void
}

/** What runs may take. */
export type RunSettings = {
  readonly concurrency: Concurrency
  /** How many runs of one organisation may wait. */
  readonly mostWaiting: number
  readonly prices: PriceList
}

/** What a run costs whoever pays for it, in thousandths of a currency. */
export type PriceList = {
  readonly currency: string
  readonly perRun: number
  /** By the class of what is declared of the tables that it reads. */
  readonly bySize: Readonly<Record<string, number>>
  /** By the class of the time that it took. */
  readonly byTime: Readonly<Record<string, number>>
}

/** A run in the queue. */
export type QueuedRun = { readonly run: string; readonly collaboration: string; readonly organisation: string }

/** Runs cost nothing. */
export const freeOfCharge: PriceList = { currency: 'EUR', perRun: 0, bySize: {}, byTime: {} }
