import type { Refusal } from '@glovebox/api'

/** What the command ends with; scripts depend on these numbers. */
export const exitCodes = {
  done: 0,
  refused: 2,
  budgetExhausted: 3,
  notPermitted: 4,
  failed: 5,
  timedOut: 6,
  usage: 64,
  internal: 70,
  cancelled: 130,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The code of an answer's status; `reason` is the refusal's. */
export function exitCodeOf(answer: {
  readonly status: 'ok' | 'refused' | 'failed' | 'timed-out' | 'cancelled'
  readonly reason?: Refusal['reason']
}): ExitCode {
  switch (answer.status) {
    case 'ok':
      return exitCodes.done
    case 'failed':
      return exitCodes.failed
    case 'timed-out':
      return exitCodes.timedOut
    case 'cancelled':
      return exitCodes.cancelled
    case 'refused':
      return refusalCode(answer.reason ?? 'rule')
  }
}

function refusalCode(reason: Refusal['reason']): ExitCode {
  switch (reason) {
    case 'rule':
    case 'validation':
      return exitCodes.refused
    case 'budget':
      return exitCodes.budgetExhausted
    case 'not-permitted':
      return exitCodes.notPermitted
  }
}
