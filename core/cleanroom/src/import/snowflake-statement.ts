import { type Cursor, cursorOf, type Lexicon, type Token, takeName, tokensOf } from './sql-tokens.ts'

const lexicon: Lexicon = {
  comments: [/--[^\n]*/y, /\/\/[^\n]*/y, /\/\*[\s\S]*?\*\//y],
  names: [/"(?:[^"]|"")+"/y],
  texts: [/\$\$[\s\S]*?\$\$/y, /'(?:[^'\\]|''|\\[\s\S])*'/y],
  valueOf: (written) => {
    if (written.startsWith('$$')) return written.slice(2, -2)
    const inside = written.slice(1, -1)
    return written.startsWith('"')
      ? inside.replaceAll('""', '"')
      : inside.replaceAll("''", "'").replace(/\\(.)/gs, '$1')
  },
}

/** The kinds of policy that have something to say of questions. */
export type PolicyKind = 'AGGREGATION' | 'PROJECTION' | 'JOIN' | 'PRIVACY'

/** One outcome of a policy: the constraint, by its name and its arguments; and when it holds. */
export type Branch = {
  readonly call: string
  readonly arguments: ReadonlyMap<string, Token>
  /** The condition as it is written; absent where it holds otherwise. */
  readonly when?: string
}

/** A statement as far as it is understood. */
export type Statement = { readonly text: string } & (
  | {
      readonly kind: 'create'
      readonly policy: PolicyKind
      readonly name: string
      readonly branches: readonly Branch[]
    }
  | {
      readonly kind: 'attach'
      readonly policy: PolicyKind
      readonly name: string
      readonly table: string
      readonly entityKeys: readonly (readonly string[])[]
      readonly joinKeys: readonly string[]
    }
  | { readonly kind: 'hide'; readonly name: string; readonly table: string; readonly column: string }
  | { readonly kind: 'domain'; readonly table: string; readonly column: string; readonly domain: Domain }
  /** Who may do something: here that is said by rules and abilities. */
  | { readonly kind: 'grant' }
  | { readonly kind: 'harmless' }
  | { readonly kind: 'other' }
)

/** What a column's values are declared to be. */
export type Domain =
  | { readonly kind: 'between'; readonly low: Token; readonly high: Token }
  | { readonly kind: 'in'; readonly values: readonly Token[] }

/** The statements of a text; undefined where it cannot be told where they end. */
export function snowflakeStatements(text: string): readonly Statement[] | undefined {
  const tokens = tokensOf(text, lexicon)
  if (tokens === undefined) return undefined
  const statements: Token[][] = [[]]
  for (const token of tokens) {
    if (token.kind === 'sign' && token.text === ';') statements.push([])
    else statements.at(-1)?.push(token)
  }
  return statements.filter((own) => own.length > 0).map((own) => read(own, text))
}

function read(tokens: readonly Token[], text: string): Statement {
  const written = text.slice(tokens[0]?.start, tokens.at(-1)?.end)
  const understood = createPolicy(cursorOf(tokens), text) ?? alterTable(cursorOf(tokens)) ?? harmless(cursorOf(tokens))
  return { text: written, ...(understood ?? { kind: 'other' }) }
}

type Understood = Statement extends infer One ? (One extends Statement ? Omit<One, 'text'> : never) : never

/** Statements that restrict nothing, whatever else they do. */
function harmless(cursor: Cursor): Understood | undefined {
  if (cursor.take('GRANT') || cursor.take('REVOKE')) return { kind: 'grant' }
  return ['USE', 'SHOW', 'DESCRIBE', 'DESC', 'SELECT'].some((word) => cursor.take(word))
    ? { kind: 'harmless' }
    : undefined
}

const policyKinds: readonly PolicyKind[] = ['AGGREGATION', 'PROJECTION', 'JOIN', 'PRIVACY']

function takePolicy(cursor: Cursor): PolicyKind | undefined {
  return policyKinds.find((kind) => cursor.take(kind, 'POLICY'))
}

function createPolicy(cursor: Cursor, text: string): Understood | undefined {
  if (!cursor.take('CREATE')) return undefined
  cursor.take('OR', 'REPLACE')
  const policy = takePolicy(cursor)
  if (policy === undefined) return undefined
  cursor.take('IF', 'NOT', 'EXISTS')
  const name = takeName(cursor)
  if (name === undefined || !cursor.take('AS', '(', ')', 'RETURNS')) return undefined
  if (cursor.takeKind('word') === undefined || !cursor.take('->')) return undefined
  const branches = outcome(cursor, text, 0)
  if (branches === undefined) return undefined
  if (cursor.take('COMMENT', '=') && cursor.takeKind('text') === undefined) return undefined
  return cursor.isAtEnd() ? { kind: 'create', policy, name: nameOf(name), branches } : undefined
}

/** Deeper than anyone reads. */
const depthLimit = 20

/** A constraint, or a CASE of constraints. */
function outcome(cursor: Cursor, text: string, depth: number): readonly Branch[] | undefined {
  if (depth > depthLimit) return undefined
  if (cursor.take('(')) {
    const inside = outcome(cursor, text, depth + 1)
    return cursor.take(')') ? inside : undefined
  }
  if (!cursor.take('CASE')) {
    const call = constraint(cursor)
    return call === undefined ? undefined : [call]
  }
  const branches: Branch[] = []
  while (cursor.take('WHEN')) {
    const when = condition(cursor, text)
    const inside = when === undefined ? undefined : outcome(cursor, text, depth + 1)
    if (inside === undefined || when === undefined) return undefined
    branches.push(...inside.map((branch) => ({ ...branch, when })))
  }
  if (cursor.take('ELSE')) {
    const inside = outcome(cursor, text, depth + 1)
    if (inside === undefined) return undefined
    branches.push(...inside)
  }
  return branches.length > 0 && cursor.take('END') ? branches : undefined
}

/** The text up to THEN. */
function condition(cursor: Cursor, text: string): string | undefined {
  const start = cursor.peek()
  let end = start
  while (!cursor.take('THEN')) {
    const token = cursor.takeKind('word', 'name', 'text', 'number', 'sign')
    // A CASE inside of a condition has a THEN of its own.
    if (token === undefined || token.text.toUpperCase() === 'CASE') return undefined
    end = token
  }
  return start === undefined || end === undefined ? undefined : text.slice(start.start, end.end)
}

function constraint(cursor: Cursor): Branch | undefined {
  const call = cursor.takeKind('word')
  if (call === undefined || !cursor.take('(')) return undefined
  const given = new Map<string, Token>()
  while (!cursor.take(')')) {
    const key = cursor.takeKind('word')
    if (key === undefined || !cursor.take('=>')) return undefined
    const value = cursor.takeKind('text', 'number', 'word')
    if (value === undefined || given.has(key.text.toUpperCase())) return undefined
    given.set(key.text.toUpperCase(), value)
    if (!cursor.take(',') && cursor.peek()?.text !== ')') return undefined
  }
  return { call: call.text.toUpperCase(), arguments: given }
}

function alterTable(cursor: Cursor): Understood | undefined {
  if (!cursor.take('ALTER') || !(cursor.take('TABLE') || cursor.take('VIEW'))) return undefined
  cursor.take('IF', 'EXISTS')
  const found = takeName(cursor)
  if (found === undefined) return undefined
  const table = nameOf(found)
  if (cursor.take('SET') || cursor.take('ADD')) return attach(cursor, table)
  if (!cursor.take('ALTER') && !cursor.take('MODIFY')) return undefined
  cursor.take('COLUMN')
  const column = cursor.takeKind('word', 'name')
  if (column === undefined || !cursor.take('SET')) return undefined
  if (cursor.take('PROJECTION', 'POLICY')) {
    const name = takeName(cursor)
    cursor.take('FORCE')
    if (name === undefined || !cursor.isAtEnd()) return undefined
    return { kind: 'hide', name: nameOf(name), table, column: nameOf(column) }
  }
  const domain = cursor.take('PRIVACY', 'DOMAIN') ? domainOf(cursor) : undefined
  return domain === undefined ? undefined : { kind: 'domain', table, column: nameOf(column), domain }
}

function attach(cursor: Cursor, table: string): Understood | undefined {
  const policy = takePolicy(cursor)
  const name = policy === undefined ? undefined : takeName(cursor)
  if (policy === undefined || name === undefined || policy === 'PROJECTION') return undefined
  const entityKeys: (readonly string[])[] = []
  let joinKeys: readonly string[] = []
  while (!cursor.isAtEnd()) {
    if (cursor.take('FORCE')) continue
    if (cursor.take('ENTITY', 'KEY')) {
      const keys = columnList(cursor)
      if (keys === undefined) return undefined
      entityKeys.push(keys)
    } else if (cursor.take('ALLOWED', 'JOIN', 'KEYS')) {
      const keys = columnList(cursor)
      if (keys === undefined) return undefined
      joinKeys = [...joinKeys, ...keys]
    } else return undefined
  }
  return { kind: 'attach', policy, name: nameOf(name), table, entityKeys, joinKeys }
}

function columnList(cursor: Cursor): readonly string[] | undefined {
  const list = listOf(cursor, 'word', 'name')
  return list?.map(nameOf)
}

function listOf(cursor: Cursor, ...kinds: readonly Token['kind'][]): readonly Token[] | undefined {
  if (!cursor.take('(')) return undefined
  const tokens: Token[] = []
  do {
    const token = cursor.takeKind(...kinds)
    if (token === undefined) return undefined
    tokens.push(token)
  } while (cursor.take(','))
  return cursor.take(')') ? tokens : undefined
}

function domainOf(cursor: Cursor): Domain | undefined {
  if (cursor.take('BETWEEN')) {
    const [low, high, more] = listOf(cursor, 'number') ?? []
    if (low === undefined || high === undefined || more !== undefined || !cursor.isAtEnd()) return undefined
    return { kind: 'between', low, high }
  }
  const values = cursor.take('IN') ? listOf(cursor, 'text', 'number') : undefined
  return values === undefined || !cursor.isAtEnd() ? undefined : { kind: 'in', values }
}

/** A word means the same in any case; a name in quotes is what it is. Columns are spelled later. */
function nameOf({ kind, text }: Token): string {
  return kind === 'word' ? text.toUpperCase() : text
}
