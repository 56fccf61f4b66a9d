import type { Command } from 'commander'
import { type Style, styleFor } from './output/style.ts'

/** What every command knows of how it was called. */
export type Settings = {
  readonly file: string
  readonly format: Format
  readonly out: Style
  readonly err: Style
}

export type Format = 'table' | 'json' | 'csv'

/** The options that every command takes. */
export function settingsOf(command: Command): Settings {
  const options = command.optsWithGlobals<{ file?: string; format?: Format; json?: boolean; color?: boolean }>()
  const wantsColour = options.color !== false
  return {
    file: options.file ?? 'collaboration.yaml',
    format: options.json === true ? 'json' : (options.format ?? 'table'),
    out: styleFor(process.stdout, process.env, wantsColour),
    err: styleFor(process.stderr, process.env, wantsColour),
  }
}
