import { existsSync, readdirSync } from 'node:fs'

/** How the file of a vault's key ends. */
export const vaultEnding: string = '.vault'

/** What stands after the name of a key that was destroyed. */
export const graveEnding: string = '.destroyed'

/** The file of the seed that signs. */
export const signingSeedFile: string = 'signing.key'

/** The files of a folder of keys that the master key wraps; not those whose destruction was cut short. */
export function wrappedIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder)
  const isWrapped = (name: string): boolean => name === signingSeedFile || name.endsWith(vaultEnding)
  return names.filter((name) => isWrapped(name) && !names.includes(`${name}${graveEnding}`)).sort()
}

/** What the wrapped key in a file is about. */
export function aboutWrapped(name: string): string {
  if (name === signingSeedFile) return 'glovebox signing seed'
  return `glovebox vault key of ${name.slice(0, -vaultEnding.length)}`
}
