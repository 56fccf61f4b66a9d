import type { CollaborationDocument } from '@glovebox/cleanroom'
import type { Settings } from '../settings.ts'
import { UsageError } from '../usage-error.ts'
import { readText } from './read-text.ts'

/** A collaboration file as plain JSON; says what is wrong with it and throws where it is none. */
export async function readCollaborationFile(file: string, settings: Settings): Promise<CollaborationDocument> {
  const [{ readDocument }, { diagnosticView }, { printDiagnostics }, text] = await Promise.all([
    import('@glovebox/cleanroom'),
    import('@glovebox/api'),
    import('../output/print.ts'),
    readText(file),
  ])
  const { document, diagnostics } = readDocument(text)
  if (document !== undefined) return document
  await printDiagnostics({ diagnostics: diagnostics.map((one) => diagnosticView(one, text)), text }, settings.err, file)
  throw new UsageError(`${file} is no collaboration file`)
}
