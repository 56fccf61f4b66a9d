import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionTarget } from '@glovebox/api'
import { foldCase } from '@glovebox/cleanroom'
import type { Connection } from '@glovebox/source'

/** A connection of a collaboration file. */
export type LocalConnection = {
  readonly id: string
  readonly name: string
  /** Whose tables are read through it; absent: everybody's. */
  readonly member?: string
  readonly description?: string
  readonly target: ConnectionTarget
  readonly version: number
  readonly createdAt: string
  readonly updatedAt: string
  /** What it is with its secret. */
  readonly connection: Connection
}

/** Connections lie beside the collaboration file, where a `.gitignore` keeps them out of repositories. */
function pathIn(stateFolder: string): string {
  return join(stateFolder, 'connections.json')
}

/** The connections of a state folder; none where it has none. Throws where the file is not what was written. */
export function readConnections(stateFolder: string): readonly LocalConnection[] {
  const path = pathIn(stateFolder)
  if (!existsSync(path)) return []
  const kept = parsed(readFileSync(path, 'utf8'))
  if (typeof kept === 'object' && kept !== null && 'version' in kept && kept.version === 1 && 'connections' in kept)
    return kept.connections as readonly LocalConnection[]
  throw new ConnectionsUnreadable(path)
}

/** Writes them, whole or not at all, for this account alone. Whoever may read the account's files may read them. */
export function writeConnections(stateFolder: string, connections: readonly LocalConnection[]): void {
  if (!existsSync(stateFolder)) {
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 })
    writeFileSync(join(stateFolder, '.gitignore'), '*\n', { mode: 0o600 })
  }
  const path = pathIn(stateFolder)
  const part = `${path}.${process.pid}.part`
  writeFileSync(part, `${JSON.stringify({ version: 1, connections }, null, 2)}\n`, { mode: 0o600 })
  chmodSync(part, 0o600)
  renameSync(part, path)
}

/** The connection that a member's tables mean by a name: its own, or else everybody's. */
export function connectionNamed(
  connections: readonly LocalConnection[],
  name: string,
  member: string | undefined,
): LocalConnection | undefined {
  const named = connections.filter((one) => foldCase(one.name) === foldCase(name))
  const own = member === undefined ? undefined : named.find((one) => one.member === member)
  return own ?? named.find((one) => one.member === undefined)
}

/** The file of connections is not one that was written here. */
export class ConnectionsUnreadable extends Error {
  override readonly name: string = 'ConnectionsUnreadable'

  constructor(path: string) {
    super(`${path} is not a file of connections`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
