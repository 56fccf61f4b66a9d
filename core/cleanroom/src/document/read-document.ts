import type { Diagnostic } from '@glovebox/diagnostics'
import { readCollaboration } from '../file/read-collaboration.ts'
import { readYaml } from '../file/yaml.ts'
import type { CollaborationDocument } from './document.ts'
import { plainValue } from './plain-value.ts'

/** A file as plain JSON, where nothing refuses it, and everything to say about it. */
export type ReadDocument = { readonly document?: CollaborationDocument; readonly diagnostics: readonly Diagnostic[] }

/** Reads a collaboration file as the plain JSON that its users wrote. Never throws. */
export function readDocument(text: string): ReadDocument {
  const { collaboration, diagnostics } = readCollaboration(text)
  const { root } = readYaml(text)
  if (collaboration === undefined || root === undefined) return { diagnostics }
  // The decoders have accepted every key and value, so the tree has this shape.
  return { document: plainValue(root) as CollaborationDocument, diagnostics }
}
