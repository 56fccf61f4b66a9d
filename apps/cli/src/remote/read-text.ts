import { UsageError } from '../usage-error.ts'

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this account may not read it',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8',
}

/** The text of a file that the command line names; `-` is standard input. */
export async function readText(file: string): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file === '-' ? '/dev/stdin' : file))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new UsageError(`${file} cannot be read${Object.hasOwn(unreadable, code) ? `: ${unreadable[code]}` : ''}`)
  }
}

/** The JSON or YAML of a file that the command line names. */
export async function readData(file: string): Promise<unknown> {
  const [{ parseDocument }, text] = await Promise.all([import('yaml'), readText(file)])
  const document = parseDocument(text, { version: '1.2', schema: 'core' })
  const [error] = document.errors
  if (error !== undefined) throw new UsageError(`${file} is neither JSON nor YAML: ${error.message.split('\n')[0]}`)
  return document.toJS({ maxAliasCount: 0 }) as unknown
}
