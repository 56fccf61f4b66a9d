import type { Client, CollaborationView } from '@glovebox/api'
import type { Command } from 'commander'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Show } from '../output/show.ts'
import { type Settings, settingsOf } from '../settings.ts'

/** What a command on a server works with. The routes come along, so that no other command loads them. */
export type OnServer<Options> = {
  readonly api: typeof import('@glovebox/api')
  readonly client: Client
  readonly settings: Settings
  readonly options: Options
  readonly show: Show
  /** The collaboration that is meant: the one named here, by `--collaboration`, or the only one. */
  readonly collaboration: (named?: string) => Promise<CollaborationView>
  /** Ends the command with another code than 0. */
  readonly endWith: (code: ExitCode) => void
}

/** The action of a command that speaks to a server. Arguments come in the order of the command line. */
export function onServer<Options extends object = object, Args extends readonly unknown[] = []>(
  work: (call: OnServer<Options>, ...args: Args) => Promise<unknown>,
): (...given: readonly unknown[]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command
    const args = given.slice(0, -2) as unknown as Args
    const settings = settingsOf(command)
    const [api, { connect, serverOf }, { findCollaboration }, { withProblems }, { showWith }] = await Promise.all([
      import('@glovebox/api'),
      import('./connect.ts'),
      import('./find-collaboration.ts'),
      import('./with-problems.ts'),
      import('../output/show.ts'),
    ])
    const options = command.optsWithGlobals<Options & { readonly server?: string }>()
    const client = connect(serverOf(options))
    let code: ExitCode = exitCodes.done
    process.exitCode = await withProblems(settings, async () => {
      await work(
        {
          api,
          client,
          settings,
          options,
          show: showWith(settings),
          collaboration: (named) => findCollaboration(client, named ?? settings.collaboration),
          endWith: (other) => {
            code = other
          },
        },
        ...args,
      )
      return code
    })
  }
}
