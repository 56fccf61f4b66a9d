import { canonicalJson, hashLeaf, type Json, utf8 } from '@glovebox/crypto'
import { json, object, optional, type Shape, union } from '../contract/shape.ts'
import { hashShape, noteShape, sizeShape } from './receipt-bundle.ts'

/**
 * One line of an exported log: an entry, or, of an entry that is not for this member, only the hash it has in the tree
 * (which says nothing of it: every entry holds a random number); and at the end the signed checkpoint of them all.
 */
export type LogExportLine =
  | { readonly sequence: number; readonly entry: unknown }
  | { readonly sequence: number; readonly leafHash: string }
  | { readonly checkpoint: string; readonly key?: string }

export const logExportLineShape: Shape<LogExportLine> = union<LogExportLine>(
  [
    object<{ readonly sequence: number; readonly entry: unknown }>({ sequence: sizeShape, entry: json() }),
    object<{ readonly sequence: number; readonly leafHash: string }>({ sequence: sizeShape, leafHash: hashShape }),
    object<{ readonly checkpoint: string; readonly key?: string }>({ checkpoint: noteShape, key: optional(noteShape) }),
  ],
  { name: 'LogExportLine' },
)

/** The text of a line, without its end. */
export function spellLogExportLine(line: LogExportLine): string {
  return JSON.stringify(line)
}

/** Reads a line; nothing where it is none. */
export function readLogExportLine(line: string): LogExportLine | undefined {
  try {
    const decoded = logExportLineShape.decode(JSON.parse(line), '')
    return decoded.ok ? decoded.value : undefined
  } catch {
    return undefined
  }
}

/** The hash of an entry in the tree: of its one spelling. */
export function entryLeafHash(entry: unknown): string {
  return hashLeaf(utf8(canonicalJson(entry as Json)))
}
