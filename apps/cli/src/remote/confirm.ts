import { UsageError } from '../usage-error.ts'
import { askLine } from './ask-secret.ts'

/** Asks before what cannot be taken back, on a terminal; elsewhere `--yes` must say it. */
export async function confirmed(question: string, { yes }: { readonly yes?: boolean }): Promise<boolean> {
  if (yes === true) return true
  if (process.stdin.isTTY !== true) throw new UsageError(`${question} Say so with --yes`)
  const answer = await askLine(`${question} [y/N]`, { isSecret: false })
  return /^y(es)?$/i.test(answer)
}
