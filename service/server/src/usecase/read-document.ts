import { type Collaboration, readCollaboration } from '@glovebox/cleanroom'
import { type Diagnostic, hasErrors } from '@glovebox/diagnostics'

/** A collaboration document as it was read. Without a collaboration it cannot be used, and `diagnostics` say why. */
export type ReadDocument = {
  readonly text: string
  readonly collaboration?: Collaboration
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the text of a collaboration document. */
export function readDocument(text: string): ReadDocument {
  const { collaboration, diagnostics } = readCollaboration(text)
  return collaboration === undefined || hasErrors(diagnostics)
    ? { text, diagnostics }
    : { text, collaboration, diagnostics }
}

/** Reads documents and remembers the last one: what is derived from a collaboration is kept beside its object. */
export function documentReader(): (text: string) => ReadDocument {
  let last: ReadDocument | undefined
  return (text) => {
    last = last?.text === text ? last : readDocument(text)
    return last
  }
}
