import { findAddon } from './addon.ts'
import { type Isolation, probeIsolation } from './sandbox/isolation.ts'

let probed: Promise<Isolation> | undefined

/** How workers are kept apart on this machine. It is asked once: the answer does not change while a server runs. */
export function machineIsolation(details?: (text: string) => void): Promise<Isolation> {
  const { folder, file } = findAddon()
  probed ??= probeIsolation(folder, file, details)
  return probed
}
