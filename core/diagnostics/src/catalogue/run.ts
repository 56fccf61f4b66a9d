import type { Nothing, Wording } from './entry.ts'

/** ENGINE_ and RUN_: a run that did not end well. Constant texts: nothing here may depend on a row. */
export type RunCodes = {
  ENGINE_FAILED: Nothing
}

export const runCodes: Wording<RunCodes> = {
  ENGINE_FAILED: {
    message: () => 'the run failed',
    help: () => 'the reason is kept for the owners of the data; ask them, or try a smaller question',
  },
}
