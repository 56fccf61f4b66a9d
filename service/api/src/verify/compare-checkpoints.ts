import { type Checkpoint, type Hash, verifyConsistency } from '@glovebox/crypto'
import { diagnostic } from '@glovebox/diagnostics'
import { isRefuted, readCheckpoint, type Trust } from './read-checkpoint.ts'
import { type Refuted, refutedBy } from './refuted.ts'

/** What two signed checkpoints of one log say of it, in a word and in words. */
export type Comparison = {
  readonly kind: /** One is the beginning of the other. */
    | 'same-history'
    /** The server signed two histories of one length. The two notes prove it to anyone. */
    | 'forked'
    /** The server could not show that the later one begins with the earlier one. */
    | 'rewritten'
    /** They differ in size, and no proof was given. */
    | 'unproven'
  readonly words: string
}

/** What a server gives to show that a later checkpoint begins with an earlier one. */
export type ConsistencyProof = { readonly proof: readonly Hash[] }

/**
 * Compares a member's own checkpoint with another member's, or with one of its own of another day. Members who do this
 * now and then know that the server shows all of them one history. Which of the two is the later one does not matter.
 */
export function compareCheckpoints(
  mine: string,
  theirs: string,
  trust: Trust,
  consistency?: ConsistencyProof,
): Comparison | Refuted {
  const [one, other] = [readCheckpoint(mine, trust), readCheckpoint(theirs, trust)]
  if (isRefuted(one)) return one
  if (isRefuted(other)) return other
  if (one.origin !== other.origin) return refutedBy(diagnostic('SIGN_OTHER_LOG', {}))
  return one.size <= other.size ? compareInOrder(one, other, consistency) : compareInOrder(other, one, consistency)
}

function compareInOrder(older: Checkpoint, newer: Checkpoint, consistency?: ConsistencyProof): Comparison {
  const { size } = older
  if (size === newer.size && older.root !== newer.root)
    return {
      kind: 'forked',
      words: `the server signed two different logs of ${entries(size)}: keep both checkpoints, they prove it`,
    }
  if (size === newer.size) return { kind: 'same-history', words: `both stand for the same ${entries(size)}` }
  if (size > 0 && consistency === undefined)
    return {
      kind: 'unproven',
      words: `to compare ${entries(size)} with ${newer.size}, a proof is needed: ask the server for it`,
    }
  const proof = consistency?.proof ?? []
  const claim = { oldSize: size, oldRoot: older.root, newSize: newer.size, newRoot: newer.root, proof }
  if (verifyConsistency(claim).ok)
    return { kind: 'same-history', words: `the log of ${entries(newer.size)} begins with the ${size} noted before` }
  return {
    kind: 'rewritten',
    words: `the log of ${entries(newer.size)} was not shown to begin with the ${size} noted before: ask for the proof again, and if it stays so, history was rewritten; keep both checkpoints`,
  }
}

function entries(size: number): string {
  return size === 1 ? '1 entry' : `${size} entries`
}
