import { readFileSync } from 'node:fs'
import { type Collaboration, readCollaboration } from '@glovebox/cleanroom'
import { type Diagnostic, diagnostic, hasErrors } from '@glovebox/diagnostics'
import type { World } from './world.ts'

/** The collaboration file as it is at this moment. Without a collaboration it cannot be used, and `diagnostics` say why. */
export type ReadFile = {
  readonly text: string
  readonly collaboration?: Collaboration
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the collaboration file. */
export function readCollaborationFile({ file }: World): ReadFile {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    const reason = isMissing(error) ? 'there is no such file' : 'this account may not read it'
    return { text: '', diagnostics: [diagnostic('FILE_UNREADABLE', { path: file, reason })] }
  }
  const { collaboration, diagnostics } = readCollaboration(text)
  return collaboration === undefined || hasErrors(diagnostics)
    ? { text, diagnostics }
    : { text, collaboration, diagnostics }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
