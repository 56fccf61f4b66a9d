import type { ConsistencyProof, InclusionProof } from '@glovebox/api'
import { planConsistency, planInclusion } from '@glovebox/crypto'
import { readHead } from '../state/audit-log.ts'
import { readProof } from '../state/log-tree.ts'
import type { RoomState } from '../store/room-state.ts'

/** Proves that an entry is in the log of a size; nothing where it is not. What is read grows with the log's logarithm. */
export async function proveInclusion(
  state: RoomState,
  sequence: number,
  size: number,
): Promise<InclusionProof | undefined> {
  if (sequence < 1 || sequence > size || !(await hasSize(state, size))) return undefined
  const leafIndex = sequence - 1
  return { leafIndex, size, proof: await readProof(state, planInclusion(leafIndex, size)) }
}

/** Proves that the log of a size begins with the one of an earlier size; nothing where there are no such sizes. */
export async function proveConsistency(
  state: RoomState,
  oldSize: number,
  newSize: number,
): Promise<ConsistencyProof | undefined> {
  if (oldSize < 0 || oldSize > newSize || !(await hasSize(state, newSize))) return undefined
  return { proof: await readProof(state, planConsistency(oldSize, newSize)) }
}

async function hasSize(state: RoomState, size: number): Promise<boolean> {
  return Number.isSafeInteger(size) && size <= (await readHead(state)).sequence
}
