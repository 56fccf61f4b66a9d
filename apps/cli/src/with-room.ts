import { diagnosticView, type Room } from '@glovebox/api'
import { type ExitCode, exitCodes } from './exit-code.ts'
import { refusalJson } from './output/answer-json.ts'
import { printDiagnostics, printJson } from './output/print.ts'
import type { Settings } from './settings.ts'

/** Opens the room of the collaboration file for one command, and gives it back whatever happens. */
export async function withRoom(
  settings: Settings,
  options: { readonly createsState: boolean },
  use: (room: Room) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { openRoom } = await import('./local.ts')
  const opened = await openRoom(settings.file, options)
  if (!opened.ok) {
    const diagnostics = opened.diagnostics.map((d) => diagnosticView(d, ''))
    if (settings.format === 'json') await printJson(refusalJson({ status: 'refused', diagnostics }))
    else await printDiagnostics({ diagnostics, text: '' }, settings.err)
    return exitCodes.refused
  }
  try {
    return await use(opened.value)
  } finally {
    await opened.value.close()
  }
}
