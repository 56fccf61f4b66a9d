import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { UsageError } from '../usage-error.ts'

/** Asks for a line on the terminal; what is typed does not show where it is secret. */
export async function askLine(question: string, { isSecret }: { readonly isSecret: boolean }): Promise<string> {
  if (process.stdin.isTTY !== true)
    throw new UsageError(`${question}: there is no terminal to ask on; see --help for options and variables`)
  process.stderr.write(`${question}: `)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: isSecret ? silent : process.stderr, terminal: true })
  try {
    return (await lines.question('')).trim()
  } finally {
    lines.close()
    if (isSecret) process.stderr.write('\n')
  }
}

/** A secret from an environment variable, or asked for. */
export async function secretFrom(variable: string, question: string): Promise<string> {
  return process.env[variable] ?? (await askLine(question, { isSecret: true }))
}
