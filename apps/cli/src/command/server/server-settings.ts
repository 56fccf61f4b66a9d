import { readFileSync } from 'node:fs'
import { diagnosticView } from '@glovebox/api'
import type { Diagnostic } from '@glovebox/diagnostics'
import { readSettings, type Settings as ServerSettings } from '../../serve.ts'
import type { Settings } from '../../settings.ts'
import { UsageError } from '../../usage-error.ts'
import type { PlaceOptions } from './place-options.ts'

/** The settings of a server, or what is wrong with them. */
export function serverSettings(options: PlaceOptions): ReturnType<typeof readSettings> {
  const path = options.settings ?? process.env.GLOVEBOX_SETTINGS
  const read = readSettings(path === undefined ? undefined : { path, text: textOf(path) }, process.env)
  if (!read.ok || options.folder === undefined) return read
  const value: ServerSettings = { ...read.value, folder: options.folder }
  return { ok: true, value }
}

/** The settings that a file holds, whatever the environment says. */
export function settingsIn(path: string): ReturnType<typeof readSettings> {
  return readSettings({ path, text: textOf(path) }, {})
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    throw new UsageError(`the settings file ${path} cannot be read`)
  }
}

/** Says why a server cannot be had. */
export async function printRefused(diagnostics: readonly Diagnostic[], settings: Settings): Promise<void> {
  const print = await import('../../output/print.ts')
  const views = diagnostics.map((one) => diagnosticView(one, ''))
  if (settings.format === 'json') await print.printJson({ status: 'refused', diagnostics: views })
  else await print.printDiagnostics({ diagnostics: views, text: '' }, settings.err)
}
