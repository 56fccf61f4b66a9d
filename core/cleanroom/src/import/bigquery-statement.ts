import type { Notes } from './notes.ts'
import { type Cursor, cursorOf, type Lexicon, takeName, tokensOf } from './sql-tokens.ts'

const lexicon: Lexicon = {
  comments: [/--[^\n]*/y, /#[^\n]*/y, /\/\*[\s\S]*?\*\//y],
  names: [/`[^`\n]+`/y],
  texts: [
    /[rR]?"""(?:[^\\]|\\[\s\S])*?"""/y,
    /[rR]?'''(?:[^\\]|\\[\s\S])*?'''/y,
    /[rR]?"(?:[^"\\\n]|\\[^\n])*"/y,
    /[rR]?'(?:[^'\\\n]|\\[^\n])*'/y,
  ],
  valueOf: unquoted,
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '\n': '' }

function unquoted(written: string): string {
  if (written.startsWith('`')) return written.slice(1, -1)
  const isRaw = /^r/i.test(written)
  const quoted = isRaw ? written.slice(1) : written
  const width = /^("""|''')/.test(quoted) ? 3 : 1
  const inside = quoted.slice(width, -width)
  if (isRaw) return inside
  return inside.replace(/\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])/g, (_, letter: string) => {
    if (letter.length > 1) return String.fromCharCode(Number.parseInt(letter.slice(1), 16))
    return (Object.hasOwn(escapes, letter) ? escapes[letter] : undefined) ?? letter
  })
}

/** The policy that a statement sets on a view, and the view's name; undefined, and said why, where there is none. */
export function bigQueryPolicyText(
  text: string,
  said: Notes,
): { readonly policy: string; readonly name: string } | undefined {
  const tokens = tokensOf(text, lexicon)
  const cursor = cursorOf(tokens ?? [])
  const name = tokens === undefined ? undefined : viewName(cursor)
  if (name === undefined) {
    said.refuse('statement', 'it is neither CREATE VIEW … OPTIONS(…) nor ALTER VIEW … SET OPTIONS(…)')
    return undefined
  }
  said.kept('view', 'its last name is the name of the table')
  const policy = policyOption(cursor, said)
  if (policy === undefined) {
    said.refuse('OPTIONS', 'there is no one `privacy_policy` in them')
    return undefined
  }
  if (cursor.take('AS')) {
    said.omit(
      'AS',
      'the query of the view is not taken over: the table’s source must hold what the view gives, not what it reads',
    )
  } else if (!cursor.isAtEnd() && !(cursor.take(';') && cursor.isAtEnd())) {
    said.refuse('statement', 'there is more after the options than this version knows')
  }
  return { policy, name: name.split('.').at(-1) ?? name }
}

function viewName(cursor: Cursor): string | undefined {
  const isCreated = cursor.take('CREATE')
  if (isCreated) cursor.take('OR', 'REPLACE')
  else if (!cursor.take('ALTER')) return undefined
  if (!cursor.take('VIEW')) return undefined
  if (isCreated) cursor.take('IF', 'NOT', 'EXISTS')
  else cursor.take('IF', 'EXISTS')
  const name = takeName(cursor)
  if (isCreated && cursor.take('(')) {
    while (cursor.peek() !== undefined && !cursor.take(')')) cursor.takeKind('word', 'name', 'text', 'number', 'sign')
  }
  if (!isCreated && !cursor.take('SET')) return undefined
  return cursor.take('OPTIONS', '(') ? name?.text : undefined
}

/** Up to the closing parenthesis of the options. */
function policyOption(cursor: Cursor, said: Notes): string | undefined {
  const policies: string[] = []
  while (!cursor.take(')')) {
    const key = cursor.takeKind('word', 'name')
    if (key === undefined || !cursor.take('=')) return undefined
    const value = cursor.takeKind('text', 'number', 'word')
    if (value === undefined) return undefined
    if (key.text.toLowerCase() !== 'privacy_policy')
      said.omit(key.text, 'this option decides nothing about questions here')
    else if (value.kind === 'text') policies.push(value.text)
    if (!cursor.take(',') && cursor.peek()?.text !== ')') return undefined
  }
  const [policy] = policies
  return policies.length === 1 ? policy : undefined
}
