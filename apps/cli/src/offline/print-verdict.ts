import type { Refuted } from '@glovebox/api'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Settings } from '../settings.ts'

/** Prints what a check came to: what holds on standard output, what does not on standard error. */
export async function printVerdict(
  verdict: Refuted | { readonly status: 'verified' },
  words: string,
  settings: Settings,
): Promise<ExitCode> {
  const [{ diagnosticView }, { printDiagnostics, printJson, printLines, printNotes }] = await Promise.all([
    import('@glovebox/api'),
    import('../output/print.ts'),
  ])
  const { format, out, err } = settings
  const code = verdict.status === 'verified' ? exitCodes.done : exitCodes.refused
  if (format === 'json') await printJson(verdict)
  else if (verdict.status === 'verified') await printLines([`${out.green('verified')}: ${words}`])
  else {
    await printNotes([err.red('not verified')])
    await printDiagnostics({ diagnostics: verdict.diagnostics.map((one) => diagnosticView(one, '')), text: '' }, err)
  }
  return code
}
