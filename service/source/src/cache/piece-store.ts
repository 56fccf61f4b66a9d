/** Where pieces of files are kept for a while. */
export type PieceStore = {
  /** False: it could not be kept. */
  keep(id: number, bytes: Uint8Array): Promise<boolean>
  /** Undefined: it is no longer there, or no longer what was kept. */
  find(id: number): Promise<Uint8Array | undefined>
  drop(id: number): Promise<void>
  close(): Promise<void>
}

/** Keeps pieces in memory. */
export function memoryPieces(): PieceStore {
  const held = new Map<number, Uint8Array>()
  return {
    keep: async (id, bytes) => {
      held.set(id, bytes.slice())
      return true
    },
    find: async (id) => held.get(id),
    drop: async (id) => {
      held.delete(id)
    },
    close: async () => {
      for (const bytes of held.values()) bytes.fill(0)
      held.clear()
    },
  }
}
