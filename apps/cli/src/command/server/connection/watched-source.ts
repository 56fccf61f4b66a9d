import { cancellation } from '../../../cancel.ts'
import type { Watching } from './own-place.ts'

const silentMs = 2000
const everyMs = 1000

/** Does what may bring data: says on standard error how far it is once it takes long, and ends at Ctrl-C. */
export async function watchedSource<T>(
  work: (watching: Watching) => Promise<T>,
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY'> = process.stderr,
  now: () => number = () => performance.now(),
): Promise<T> {
  const begun = now()
  let said = 0
  const isTerminal = stream.isTTY === true
  try {
    return await work({
      signal: cancellation(),
      onProgress: ({ bytes, ofBytes, rows }) => {
        const at = now()
        if (at - begun < silentMs || at - said < everyMs) return
        said = at
        const line = `${bytesText(bytes)}${ofBytes === undefined ? '' : ` of ${bytesText(ofBytes)}`}${rows === undefined ? '' : `, ${rows} rows`}`
        stream.write(isTerminal ? `\r\u001b[2Kread ${line} (Ctrl-C cancels)` : `read ${line}\n`)
      },
    })
  } finally {
    if (said > 0 && isTerminal) stream.write('\r\u001b[2K')
  }
}

/** Bytes as people read them. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  const units = ['kB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length, Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** step).toFixed(1)} ${units[step - 1]}`
}
