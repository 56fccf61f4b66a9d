import { join } from 'node:path'
import { type Diagnostic, diagnostic, type Result } from '@glovebox/diagnostics'
import type { Recipient } from '../access/recipient.ts'
import { readTextFile, whenChanged, writePrivateFile } from './private-file.ts'
import { readShareConfig, type ShareConfig } from './share-config.ts'

/** The folder that a share server keeps everything in. */
export type ShareFolder = {
  readonly path: string
  readonly config: () => Result<ShareConfig>
  readonly recipients: () => readonly Recipient[]
  /** What URLs are signed with. */
  readonly key: Uint8Array
}

/** Where things are in the folder of a share server. */
export const placesIn = (
  folder: string,
): { config: string; recipients: string; key: string; versions: string; log: string } => ({
  config: join(folder, 'share.yaml'),
  recipients: join(folder, 'recipients.json'),
  key: join(folder, 'signing.key'),
  versions: join(folder, 'versions'),
  log: join(folder, 'access.jsonl'),
})

/** Opens the folder of a share server. What changes in it afterwards is seen at once. */
export function openShareFolder(path: string): Result<ShareFolder> {
  const places = placesIn(path)
  const key = Buffer.from(readTextFile(places.key) ?? '', 'base64url')
  if (key.length !== 32) return refused(diagnostic('SHARE_FOLDER', { folder: path }))
  const config = whenChanged(places.config, (text) => readShareConfig(text ?? ''))
  const recipients = whenChanged(places.recipients, readRecipients)
  const read = config()
  if (!read.ok) return read
  return { ok: true, value: { path, key, config, recipients } }
}

/** Writes down who may read what. */
export function writeRecipients(folder: string, recipients: readonly Recipient[]): void {
  writePrivateFile(placesIn(folder).recipients, `${JSON.stringify({ version: 1, recipients }, null, 2)}\n`)
}

// The file is this program's own: what is not as it was written lets nobody in.
function readRecipients(text: string | undefined): readonly Recipient[] {
  try {
    const read: { version: number; recipients: readonly Recipient[] } = JSON.parse(text ?? '')
    return read.version === 1 && Array.isArray(read.recipients) ? read.recipients : []
  } catch {
    return []
  }
}

function refused(...diagnostics: readonly Diagnostic[]): { ok: false; diagnostics: readonly Diagnostic[] } {
  return { ok: false, diagnostics }
}
