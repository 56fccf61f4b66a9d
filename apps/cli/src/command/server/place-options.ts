import type { Command } from 'commander'

/** What commands that run on the server's machine can set beside the settings file. */
export type PlaceOptions = { readonly settings?: string; readonly folder?: string }

/** Gives a command the options by which it finds the server's settings. */
export function takesPlace(command: Command): Command {
  return command
    .option('--settings <file>', 'the server’s settings, YAML (GLOVEBOX_SETTINGS does the same)')
    .option('--folder <folder>', 'where the server keeps everything (default: glovebox-data)')
}
