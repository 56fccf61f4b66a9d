import type { Command } from 'commander'
import { type Style, styleFor } from './output/style.ts'

/** What every command knows of how it was called. */
export type Settings = {
  readonly file: string
  /** The server to speak to, where one was named; otherwise the room is the file's. */
  readonly server?: string
  /** The collaboration on it, by id or name. */
  readonly collaboration?: string
  readonly format: Format
  readonly out: Style
  readonly err: Style
}

export type Format = 'table' | 'json' | 'csv'

type Options = {
  readonly file?: string
  readonly server?: string
  readonly collaboration?: string
  readonly format?: Format
  readonly json?: boolean
  readonly color?: boolean
}

/** The options that every command takes. */
export function settingsOf(command: Command): Settings {
  const options = command.optsWithGlobals<Options>()
  const wantsColour = options.color !== false
  // A file that is named is meant, whatever the environment says.
  const server = options.server ?? (options.file === undefined ? process.env.GLOVEBOX_SERVER : undefined)
  const collaboration = options.collaboration ?? process.env.GLOVEBOX_COLLABORATION
  return {
    file: options.file ?? 'collaboration.yaml',
    ...(server === undefined ? {} : { server }),
    ...(collaboration === undefined ? {} : { collaboration }),
    format: options.json === true ? 'json' : (options.format ?? 'table'),
    out: styleFor(process.stdout, process.env, wantsColour),
    err: styleFor(process.stderr, process.env, wantsColour),
  }
}
