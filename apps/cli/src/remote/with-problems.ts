import { type Problem, ProblemError } from '@glovebox/api'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { Settings } from '../settings.ts'

/** Does work on a server; says what it refuses, or why it cannot be reached. */
export async function withProblems(settings: Settings, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ProblemError) {
      await printProblem(error.problem, settings)
      return exitCodeOfProblem(error.problem)
    }
    if (error instanceof Error && error.name === 'HistoryError') {
      process.stderr.write(`error: ${error.message}\n`)
      return exitCodes.failed
    }
    const reason = unreachable(error)
    if (reason === undefined) throw error
    process.stderr.write(`error: the server cannot be reached: ${reason}\n`)
    return exitCodes.failed
  }
}

/** What a problem ends the command with. */
export function exitCodeOfProblem({ code }: Problem): ExitCode {
  switch (code) {
    case 'BUDGET_EXHAUSTED':
      return exitCodes.budgetExhausted
    case 'SIGN_IN_REQUIRED':
    case 'SIGN_IN_FAILED':
    case 'SECOND_FACTOR_REQUIRED':
    case 'SCOPE_MISSING':
    case 'CSRF_REFUSED':
    case 'NOT_FOUND':
      return exitCodes.notPermitted
    case 'INTERNAL':
    case 'UNAVAILABLE':
    case 'TOO_MANY_REQUESTS':
      return exitCodes.failed
    default:
      return exitCodes.refused
  }
}

async function printProblem(problem: Problem, settings: Settings): Promise<void> {
  const print = await import('../output/print.ts')
  if (settings.format === 'json') return print.printJson({ status: 'refused', problem })
  const { title, detail, help, reason, mismatches = [], diagnostics = [], text = '', instance, code } = problem
  const lines = [
    `error ${reason ?? code}: ${detail ?? title}`,
    ...mismatches.map(({ path, message }) => `  ${path === '' ? 'the body' : path} ${message}`),
    ...(help === undefined ? [] : [`help: ${help}`]),
    ...(code === 'INTERNAL' && instance !== undefined ? [`the operator finds it as ${instance}`] : []),
    ...(code === 'SIGN_IN_REQUIRED' ? ['help: sign in with glovebox login --server URL'] : []),
  ]
  if (diagnostics.length > 0) await print.printDiagnostics({ diagnostics, text }, settings.err)
  else await print.printNotes(lines)
}

/** Why nothing answered, in words; undefined for any other error. */
function unreachable(error: unknown): string | undefined {
  if (!(error instanceof TypeError) || error.message !== 'fetch failed') return undefined
  const { cause } = error
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string')
    return reasons[cause.code] ?? cause.code
  return 'the connection broke'
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  ECONNRESET: 'the connection broke',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is its own; NODE_EXTRA_CA_CERTS=file.pem trusts it',
  CERT_HAS_EXPIRED: 'its certificate has expired',
}
