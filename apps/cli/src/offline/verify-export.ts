import type { ExitCode } from '../exit-code.ts'
import { readText } from '../remote/read-text.ts'
import type { Settings } from '../settings.ts'
import { UsageError } from '../usage-error.ts'
import { printVerdict } from './print-verdict.ts'
import { type TrustOptions, trustOf } from './trust.ts'

/** How an exported log is checked. */
export type ExportOptions = TrustOptions & { readonly export: string; readonly noted?: string }

/** Checks an exported log in a file, with the public key of its server and nothing else. */
export async function verifyExport(options: ExportOptions, settings: Settings): Promise<ExitCode> {
  const { verifyLogExport } = await import('@glovebox/api')
  const noted = options.noted === undefined ? undefined : await readText(options.noted)
  const trust = await trustOf(options, settings.server)
  const verdict = await verifyLogExport(await linesOf(options.export), trust, noted === undefined ? {} : { noted })
  if (verdict.status === 'refuted') return printVerdict(verdict, '', settings)
  const { origin, size, hidden } = verdict
  const words = `all ${size} entries of ${origin}; ${hidden} of them are not for whoever exported it`
  return printVerdict(verdict, noted === undefined ? words : `${words}; it begins with what was noted`, settings)
}

/** The lines of a file, without holding them all. */
async function linesOf(file: string): Promise<AsyncIterable<string>> {
  const [{ createInterface }, { open }] = await Promise.all([import('node:readline'), import('node:fs/promises')])
  try {
    const input = file === '-' ? process.stdin : (await open(file)).createReadStream({ encoding: 'utf8' })
    return createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
  } catch {
    throw new UsageError(`${file} cannot be read`)
  }
}
