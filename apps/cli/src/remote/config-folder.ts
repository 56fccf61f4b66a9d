import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where this account's sign-ins and checkpoints lie. */
export function configFolder(environment: Readonly<Record<string, string | undefined>>): string {
  if (environment.GLOVEBOX_CONFIG_FOLDER !== undefined) return environment.GLOVEBOX_CONFIG_FOLDER
  return join(environment.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'glovebox')
}
