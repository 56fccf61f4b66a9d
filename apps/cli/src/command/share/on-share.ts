import { resolve } from 'node:path'
import type { Result } from '@glovebox/diagnostics'
import type { Command } from 'commander'
import { exitCodes } from '../../exit-code.ts'
import type { Show } from '../../output/show.ts'
import { settingsOf } from '../../settings.ts'

/** What a command on a share folder works with. */
export type ShareContext<O> = {
  readonly folder: string
  readonly options: O
  readonly show: Show
  readonly member: typeof import('@glovebox/member')
  /** The value, or nothing once why there is none is said. */
  readonly said: <T>(result: Result<T>) => Promise<T | undefined>
}

/** Adds the option that names the folder. */
export function takesFolder(command: Command): Command {
  return command.option('--folder <path>', 'the folder of the share server (default: glovebox-share)')
}

/** Runs a command on a share folder. */
export function onShare<O extends object = object, A extends readonly string[] = []>(
  run: (context: ShareContext<O>, ...given: A) => Promise<void>,
): (...given: [...A, O, Command]) => Promise<void> {
  return async (...given) => {
    const command = given.at(-1) as Command
    const options = given.at(-2) as O & { readonly folder?: string }
    const settings = settingsOf(command)
    const [member, { showWith }, { printRefused }] = await Promise.all([
      import('@glovebox/member'),
      import('../../output/show.ts'),
      import('../server/server-settings.ts'),
    ])
    const said = async <T>(result: Result<T>): Promise<T | undefined> => {
      if (result.ok) return result.value
      await printRefused(result.diagnostics, settings)
      process.exitCode = exitCodes.refused
      return undefined
    }
    const folder = resolve(options.folder ?? 'glovebox-share')
    await run({ folder, options, show: showWith(settings), member, said }, ...(given.slice(0, -2) as unknown as A))
  }
}

/** What buckets are read with: the keys that tools of AWS find in the environment, too. */
export function bucketsOf(
  member: typeof import('@glovebox/member'),
): ReturnType<typeof import('@glovebox/member').bucketWorld> {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) return member.bucketWorld()
  return member.bucketWorld({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
  })
}
