import type { Room } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import { type Command, InvalidArgumentError } from 'commander'
import { UsageError } from '../usage-error.ts'

/** What is asked, before it is known who asks. */
export type Question =
  | { readonly kind: 'sql'; readonly sql: string }
  | {
      readonly kind: 'template'
      readonly template: string
      readonly parameters: Readonly<Record<string, string>>
    }

type AskOptions = {
  readonly as?: string
  readonly sqlFile?: string
  readonly template?: string
  readonly param?: Readonly<Record<string, string>>
}

/** Gives a command the ways to ask something: SQL, a file of it, or a template with parameters. */
export function takesQuestion(command: Command): Command {
  return command
    .argument('[sql]', 'the SQL, in quotes')
    .option('--as <member>', 'the member who asks (required, except on a server)')
    .option('--sql-file <file>', 'read the SQL from a file; - is standard input')
    .option('--template <name>', 'ask an approved template instead of SQL')
    .option('--param <name=value>', 'a parameter of the template; repeat it for more', addParameter)
}

/** Gathers `name=value`. */
export function addParameter(
  written: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const equals = written.indexOf('=')
  if (equals < 1) throw new InvalidArgumentError('write it as name=value')
  const name = written.slice(0, equals)
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is given twice`)
  return { ...before, [name]: written.slice(equals + 1) }
}

/** The question of a command line; a usage error unless exactly one was asked. */
export async function questionOf(sql: string | undefined, command: Command): Promise<Question> {
  const { sqlFile, template, param = {} } = command.opts<AskOptions>()
  const given = [sql, sqlFile, template].filter((way) => way !== undefined).length
  if (given > 1) throw new UsageError('give SQL, --sql-file or --template, and only one of them')
  if (template !== undefined) return { kind: 'template', template, parameters: param }
  if (Object.keys(param).length > 0) throw new UsageError('--param belongs to --template')
  if (sqlFile !== undefined) return { kind: 'sql', sql: await readSql(sqlFile) }
  if (sql !== undefined) return { kind: 'sql', sql }
  throw new UsageError('nothing to ask: give SQL in quotes, --sql-file FILE or --template NAME')
}

async function readSql(file: string): Promise<string> {
  const { readFile } = await import('node:fs/promises')
  try {
    // The decoder takes a byte order mark away.
    return new TextDecoder('utf-8', { fatal: true }).decode(
      file === '-' ? await readStandardInput() : await readFile(file),
    )
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw new UsageError(`${file} cannot be read${Object.hasOwn(unreadable, code) ? `: ${unreadable[code]}` : ''}`)
  }
}

const unreadable: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this account may not read it',
  ERR_ENCODING_INVALID_ENCODED_DATA: 'it is not UTF-8',
}

async function readStandardInput(): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

/** The question as a member's; a usage error that names the members where none was given. */
export async function askAs(room: Room, question: Question, command: Command): Promise<Ask> {
  const { as: member } = command.opts<AskOptions>()
  if (member !== undefined) return { ...question, member }
  // On a server whoever is signed in asks.
  if (room.speaksFor !== undefined) return { ...question, member: room.speaksFor }
  const members = (await room.members()).filter(({ abilities }) => abilities.includes('query'))
  const names = members.map(({ name }) => name).join(', ')
  throw new UsageError(`say who asks with --as MEMBER${names === '' ? '' : `: ${names}`}`)
}
