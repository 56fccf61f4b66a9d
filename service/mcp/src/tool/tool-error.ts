import { type Problem, ProblemError } from '@glovebox/api'

/** What an assistant is told of something that was not done. */
export type ToolError = Pick<Problem, 'code' | 'title'> &
  Partial<Pick<Problem, 'reason' | 'detail' | 'help' | 'mismatches' | 'diagnostics' | 'text' | 'instance'>>

/** Why something was not done, when it is the caller who can mend it. */
export class ToolRefusal extends Error {
  readonly error: ToolError

  constructor(error: ToolError) {
    super(error.title)
    this.name = 'ToolRefusal'
    this.error = error
  }
}

/** What is told of an error; nothing of what is not known is told. */
export function toolErrorOf(error: unknown): ToolError {
  if (error instanceof ToolRefusal) return error.error
  if (error instanceof ProblemError) {
    const { type: _, status: __, ...told } = error.problem
    return told
  }
  if (error instanceof TypeError && error.message === 'fetch failed')
    return {
      code: 'UNAVAILABLE',
      title: 'the server cannot be reached',
      help: 'check that the server runs and that its address is right, then try again',
    }
  return { code: 'INTERNAL', title: 'something broke here' }
}
