/** The command was called in a way that cannot be meant. Ends with exit code 64. */
export class UsageError extends Error {
  override readonly name: string = 'UsageError'
}
