import type { LogHead } from '@glovebox/api'
import { canonicalJson, emptyRoot, type Hash, hashLeaf, type Json, utf8 } from '@glovebox/crypto'
import type { GovernedAction } from './governance.ts'

/** What was asked: a member's own SQL, or a template with its parameters as typed. */
export type Asked =
  | { readonly sql: string; readonly sqlHash?: string }
  | { readonly template: string; readonly parameters: Readonly<Record<string, string>> }

/** How a run ended. */
export type RunStatus = 'ok' | 'failed' | 'timed-out' | 'cancelled'

/** What a run takes from one owner's budget. Integer units as decimal text: they go beyond 2^53. */
export type LoggedCharge = {
  readonly owner: string
  readonly accounting: 'zcdp' | 'pure'
  readonly loss: string
  readonly delta: string
}

/** What a server knows of a run besides its question; absent where nobody said. */
export type Occasion = {
  /** What the analysis is for. */
  readonly purpose?: string
  /** The member who pays for it. */
  readonly payer?: string
  /** Who submitted it for its member. */
  readonly user?: string
  /** Where the result of an activation goes, instead of to members. */
  readonly destination?: DestinationRef
}

/** A destination as it was when a run was submitted; the hash says whose it is and where. */
export type DestinationRef = {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly hash: string
}

/** Something that happened in the room. Public to its members: nothing in it depends on a row. */
export type LogEvent =
  /** A table's types were inferred from its source and written down. `member` is its owner. */
  | {
      readonly kind: 'pinned'
      readonly member: string
      readonly table: string
      readonly columns: readonly { readonly name: string; readonly type: string }[]
    }
  | (Occasion & {
      readonly kind: 'refused'
      /** Absent where the ask had no name yet. */
      readonly run?: string
      readonly member: string
      readonly asked: Asked
      readonly reason: string
      readonly codes: readonly string[]
    })
  | (Occasion & {
      readonly kind: 'submitted'
      readonly run: string
      readonly member: string
      readonly asked: Asked
      readonly tables: readonly string[]
      /** Who owns the tables. Early entries do not say. */
      readonly owners?: readonly string[]
      readonly collaborationHash: string
      readonly rulesHash: string
    })
  | {
      readonly kind: 'finished'
      readonly run: string
      readonly member: string
      readonly tables: readonly string[]
      readonly owners?: readonly string[]
      readonly status: RunStatus
      readonly codes: readonly string[]
      readonly receipt: string
      readonly receiptHash: string
    }
  /** The ledger reserved what a run may cost, before any data was read. */
  | {
      readonly kind: 'charged'
      readonly run: string
      readonly member: string
      readonly question: string
      readonly charges: readonly LoggedCharge[]
    }
  /** A reservation was given back: its run had not read anything and never will. */
  | {
      readonly kind: 'charge-released'
      readonly run: string
      readonly member: string
      readonly charges: readonly LoggedCharge[]
    }
  /** The room met another budget of an owner than before. `member` is the owner; no policy is written as null. */
  | {
      readonly kind: 'budget-changed'
      readonly member: string
      readonly policy: Json
      /** Absent where the room had seen none. */
      readonly previous?: Json
    }
  /** Budgets of an owner count from zero again; the lifetime loss does not. `member` is who did it. */
  | {
      readonly kind: 'period-opened'
      readonly member: string
      readonly owner: string
      readonly period: number
      readonly reason: string
    }
  /** A member decided something about the collaboration, or about what it brought to it. */
  | {
      readonly kind: 'governed'
      readonly member: string
      readonly action: GovernedAction
      /** The name or id of what it was done to. */
      readonly subject?: string
      /** Of the content that was decided on. */
      readonly hash?: string
      readonly detail?: Json
      /** The members that may read it, besides who did it. Absent: all of them. */
      readonly audience?: readonly string[]
    }

/** An event at its place in the log. */
export type LogEntry = LogEvent & {
  readonly version: 1
  readonly sequence: number
  readonly at: string
  /** Random, so that the hash of an entry says nothing of it to whoever may not see it. Early entries have none. */
  readonly nonce?: string
}

/** The head of a log without entries. */
export const emptyHead: LogHead = { sequence: 0, hash: emptyRoot }

/** The spelling of an entry that is hashed. */
export function spellEntry(entry: LogEntry): string {
  return canonicalJson(entry satisfies Json)
}

/** The hash of an entry in the tree. */
export function entryHash(spelled: string): Hash {
  return hashLeaf(utf8(spelled))
}
