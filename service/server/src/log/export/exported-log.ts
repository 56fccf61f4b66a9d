/** Whose log is exported to other systems, and by what. */
export type ExportedLog = {
  /** `rooms.example.org/col_…`: names the log among all logs. */
  readonly origin: string
  readonly collaboration: { readonly id: string; readonly name: string }
  /** Where the server is reached; also names it as the producer. */
  readonly publicUrl: string
  /** Of this software. */
  readonly version: string
}
