import type { FetchControl, LocalTable, Need, PinnedTable, Sourced } from '@glovebox/source'
import { bytesIn } from '../engine/duckdb/run-folder.ts'

/** What may still be brought to this machine's disk, by all who share it. */
export type DiskShare = { readonly bytes: number; readonly take: (bytes: number) => boolean }

/** A share of so many bytes. */
export function diskShare(bytes: number): DiskShare {
  let left = bytes
  return {
    bytes,
    take: (more) => {
      left -= more
      return left >= 0
    },
  }
}

const watchEveryMs = 250

/**
 * Brings what is needed of a table; stopped where that is more than may lie here. Sources may well have no end, and what
 * comes small may be large when it is unpacked: what they say is counted, and what lies in the folder.
 */
export async function fetchWithin(
  share: DiskShare,
  pinned: PinnedTable,
  need: Need,
  { signal, onProgress }: FetchControl,
): Promise<Sourced<LocalTable>> {
  const full = new AbortController()
  let counted = 0
  const count = (bytes: number): void => {
    const more = bytes - counted
    if (more <= 0) return
    counted += more
    if (!share.take(more)) full.abort()
  }
  const watch = setInterval(() => void bytesIn(need.folder).then(count, () => {}), watchEveryMs)
  try {
    const found = await pinned.fetch(need, {
      signal: signal === undefined ? full.signal : AbortSignal.any([signal, full.signal]),
      onProgress: (progress) => {
        onProgress?.(progress)
        count(Math.max(progress.bytes, progress.ofBytes ?? 0))
      },
    })
    if (!full.signal.aborted) return found
  } finally {
    clearInterval(watch)
  }
  const reason = `what is needed comes to more than the ${Math.floor(share.bytes / 2 ** 20)} MB that may be brought here for it`
  return { ok: false, failure: { kind: 'unsupported', reason } }
}
