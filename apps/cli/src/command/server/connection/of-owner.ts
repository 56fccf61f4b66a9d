import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import { type ExitCode, exitCodes } from '../../../exit-code.ts'
import type { Show } from '../../../output/show.ts'
import { configFolder } from '../../../remote/config-folder.ts'
import { readCredentials } from '../../../remote/credentials.ts'
import { type Settings, settingsOf } from '../../../settings.ts'
import { UsageError } from '../../../usage-error.ts'
import { type OwnPlace, placeBesideFile, placeOnServer } from './own-place.ts'

/** What a command about an owner's own places works with. */
export type OfOwner<Options> = {
  readonly place: OwnPlace
  readonly isLocal: boolean
  readonly settings: Settings
  readonly options: Options
  readonly show: Show
  /** Ends the command with another code than 0. */
  readonly endWith: (code: ExitCode) => void
}

/** Options by which such a command says where. */
export type Where = { readonly file?: string; readonly server?: string; readonly as?: string }

/**
 * The action of a command that speaks of an owner's places: beside the collaboration file, or on a server where one is
 * named, or where there is no such file and this account is signed in to one.
 */
export function ofOwner<Options extends object = object, Args extends readonly unknown[] = []>(
  work: (call: OfOwner<Options>, ...args: Args) => Promise<unknown>,
): (...given: readonly unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command
    const args = given.slice(0, -2) as unknown as Args
    const settings = settingsOf(command)
    const options = command.optsWithGlobals<Options & Where>()
    const [api, { connect, serverOf }, { withProblems }, { showWith }] = await Promise.all([
      import('@glovebox/api'),
      import('../../../remote/connect.ts'),
      import('../../../remote/with-problems.ts'),
      import('../../../output/show.ts'),
    ])
    let code: ExitCode = exitCodes.done
    const use = async (place: OwnPlace, isLocal: boolean): Promise<ExitCode> => {
      const endWith = (other: ExitCode): void => {
        code = other
      }
      await work({ place, isLocal, settings, options, show: showWith(settings), endWith }, ...args)
      return code
    }
    if (!isBesideFile(settings, options)) {
      if (options.as !== undefined) throw new UsageError('--as goes with a collaboration file: on a server you are you')
      const client = connect(serverOf(options))
      process.exitCode = await withProblems(settings, () => use(placeOnServer(api, client), false))
      return
    }
    const { openLocalOwner } = await import('../../../local.ts')
    const owner = openLocalOwner({ file: settings.file, member: options.as })
    try {
      process.exitCode = await withProblems(settings, () => use(placeBesideFile(api, owner, options.as), true))
    } catch (error) {
      throw error instanceof Error && error.name === 'ConnectionsUnreadable' ? new UsageError(error.message) : error
    } finally {
      await owner.close()
    }
  }
}

function isBesideFile(settings: Settings, { file }: Where): boolean {
  if (settings.server !== undefined) return false
  if (file !== undefined || existsSync(settings.file)) return true
  return readCredentials(configFolder(process.env)).current === undefined
}
