import { diagnosticView, type Room } from '@glovebox/api'
import { type ExitCode, exitCodes } from './exit-code.ts'
import { refusalJson } from './output/answer-json.ts'
import { printDiagnostics, printJson } from './output/print.ts'
import type { Settings } from './settings.ts'

/** Opens the room of the collaboration file, or of a server, for one command, and gives it back whatever happens. */
export async function withRoom(
  settings: Settings,
  options: { readonly createsState: boolean },
  use: (room: Room) => Promise<ExitCode>,
): Promise<ExitCode> {
  if (settings.server !== undefined) return await withRemoteRoom(settings, settings.server, use)
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

async function withRemoteRoom(
  settings: Settings,
  server: string,
  use: (room: Room) => Promise<ExitCode>,
): Promise<ExitCode> {
  const [{ connect, serverUrl }, { findCollaboration }, { remoteRoom }, { withProblems }] = await Promise.all([
    import('./remote/connect.ts'),
    import('./remote/find-collaboration.ts'),
    import('./remote/remote-room.ts'),
    import('./remote/with-problems.ts'),
  ])
  return await withProblems(settings, async () => {
    const client = connect(serverUrl(server))
    return await use(remoteRoom(client, await findCollaboration(client, settings.collaboration)))
  })
}
