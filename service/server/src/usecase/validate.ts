import { diagnosticView, type ValidateAnswer } from '@glovebox/api'
import { checkConfiguration, type TableAssociation } from '@glovebox/cleanroom'
import { type Diagnostic, hasErrors } from '@glovebox/diagnostics'
import { findSource } from './find-columns.ts'
import { findSchema } from './find-schema.ts'
import { readCollaborationFile } from './read-collaboration-file.ts'
import { refusal } from './refusal.ts'
import type { World } from './world.ts'

/** Checks the collaboration file against itself and its sources. With `pin` types are inferred afresh and written down. */
export async function validate(world: World, { pin }: { readonly pin: boolean }): Promise<ValidateAnswer> {
  const { text, collaboration, diagnostics: mistakes } = readCollaborationFile(world)
  if (collaboration === undefined) return refusal('validation', mistakes, text)
  const { found, reports, diagnostics: unread } = await findSchema(world, collaboration, pin ? 'renew' : 'look')
  const declared = collaboration.tables.filter(({ columns }) => columns.kind === 'typed')
  const diagnostics = [
    ...mistakes,
    ...unread,
    ...declared.flatMap((table) => missingSource(world, table)),
    ...checkConfiguration(collaboration, found),
  ]
  if (hasErrors(diagnostics)) return refusal('validation', diagnostics, text)
  return { status: 'ok', diagnostics: diagnostics.map((d) => diagnosticView(d, text)), tables: reports, text }
}

function missingSource(world: World, table: TableAssociation): readonly Diagnostic[] {
  const source = findSource(world, table)
  return source.ok ? [] : source.diagnostics
}
