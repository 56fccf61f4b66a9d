import { type Nothing, oneOf, quote, type Wording } from './entry.ts'
import {
  type RefusedForm,
  type RefusedOperator,
  type RefusedString,
  refusedClauses,
  refusedForms,
  refusedOperators,
  refusedStatements,
  refusedStrings,
} from './refused-sql.ts'

/** SQL_: the text of the analyst's SQL: its characters, words and grammar. */
export type SqlCodes = {
  // characters and words
  SQL_CHARACTER: { character: string; name: string; instead?: string; count: number }
  SQL_UNTERMINATED: { what: 'string' | 'quoted name' | 'comment' }
  SQL_NAME_EMPTY: Nothing
  SQL_NUMBER: { text: string }
  SQL_STRING_FORM: { form: RefusedString }
  SQL_PARAMETER_FORM: { written: string; name?: string }
  // grammar
  SQL_EMPTY: Nothing
  SQL_SYNTAX: { found: string; expected: string }
  SQL_MISSPELT: { found: string; meant: string }
  SQL_CLAUSE_ORDER: { clause: string; after: string }
  SQL_CLAUSE_TWICE: { clause: string }
  SQL_SET_OPERAND: { clause: string; operator: string }
  SQL_OPERATOR_CHAIN: { operator: string }
  // SQL that exists elsewhere
  SQL_STATEMENT: { statement: string }
  SQL_SEVERAL_STATEMENTS: Nothing
  SQL_RECURSIVE: Nothing
  SQL_QUALIFIED_NAME: { written: string; name: string }
  SQL_TABLE_FUNCTION: { name: string }
  SQL_FILE_AS_TABLE: { text: string }
  SQL_PRIVACY_CLAUSE: { clause: string }
  SQL_FORM: { form: RefusedForm }
  SQL_OPERATOR: { operator: RefusedOperator }
  // limits
  SQL_TEXT_TOO_LONG: { length: number; limit: number }
  SQL_TOO_MANY_TOKENS: { limit: number }
  SQL_TOO_DEEP: { limit: number }
  SQL_CHAIN_TOO_LONG: { limit: number }
  SQL_MANY_MISTAKES: { limit: number }
  // names
  SQL_TABLE_UNKNOWN: { name: string; known: readonly string[] }
}

export const sqlCodes: Wording<SqlCodes> = {
  SQL_CHARACTER: {
    message: ({ character, name, count }) =>
      `${name === '' ? character : `${character} (${name})`} is not a character of SQL${count > 1 ? `; it stands here ${count} times` : ''}`,
    help: ({ instead }) => {
      if (instead === undefined) return "delete it, or put it in a string, as `'…'`"
      if (instead === '') return 'delete it: one cannot see it'
      return instead === ' ' ? 'write a plain space' : `write ${quote(instead)}`
    },
  },
  SQL_UNTERMINATED: {
    message: ({ what }) => `this ${what} never ends`,
    help: ({ what }) => {
      if (what === 'comment') return 'end it with `*/`, once for each `/*` inside it'
      if (what === 'string') return "end it with `'`; a quote inside a string is written twice, as `'it''s'`"
      return 'end it with the quote that it began with'
    },
  },
  SQL_NAME_EMPTY: {
    message: () => 'a name has at least one character',
    help: () => 'write a name between the quotes',
  },
  SQL_NUMBER: {
    message: ({ text }) => `${quote(text)} is not a number`,
    help: () =>
      'write a number as `12`, `1.5` or `1e9`, and a space before the next word; a name does not begin with a digit',
  },
  SQL_STRING_FORM: {
    message: ({ form }) => `${refusedStrings[form].what} are not offered`,
    help: ({ form }) => refusedStrings[form].instead,
  },
  SQL_PARAMETER_FORM: {
    message: ({ written }) => `${quote(written)} is not a parameter here`,
    help: ({ name }) => `write parameters as ${quote(`:${name ?? 'name'}`)}`,
  },
  SQL_EMPTY: {
    message: () => 'there is no query',
    help: () => 'write one, as `SELECT COUNT(*) FROM …`',
  },
  SQL_SYNTAX: {
    message: ({ found }) => `unexpected ${found}`,
    help: ({ expected }) => `expected ${expected}`,
  },
  SQL_MISSPELT: {
    message: ({ found }) => `unexpected ${quote(found)}`,
    help: ({ meant }) => `did you mean ${quote(meant)}?`,
  },
  SQL_CLAUSE_ORDER: {
    message: ({ clause, after }) => `${clause} stands after ${after}`,
    help: ({ clause, after }) => `move ${clause} before ${after}`,
  },
  SQL_CLAUSE_TWICE: {
    message: ({ clause }) => `a second ${clause}`,
    help: ({ clause }) =>
      clause === 'WHERE' || clause === 'HAVING' || clause === 'QUALIFY'
        ? `write one ${clause} and join the conditions with AND`
        : `write one ${clause}`,
  },
  SQL_SET_OPERAND: {
    message: ({ clause, operator }) => `${clause} stands before ${operator}`,
    help: ({ clause, operator }) =>
      `put the query that ends with ${clause} in parentheses, or move ${clause} behind the last query of the ${operator}`,
  },
  SQL_OPERATOR_CHAIN: {
    message: ({ operator }) => `${quote(operator)} cannot follow another comparison`,
    help: () => 'join two comparisons with AND, as `a < b AND b < c`, or use parentheses',
  },
  SQL_STATEMENT: {
    message: ({ statement }) => `${quote(statement)} is not allowed: only queries are`,
    help: ({ statement }) =>
      (Object.hasOwn(refusedStatements, statement) ? refusedStatements[statement] : undefined) ??
      'write one query, as `SELECT …` or `WITH … SELECT …`',
  },
  SQL_SEVERAL_STATEMENTS: {
    message: () => 'there is more than one statement',
    help: () => 'write one query; `WITH name AS (…)` names what it needs on the way',
  },
  SQL_RECURSIVE: {
    message: () => '`WITH RECURSIVE` is not offered',
    help: () => 'leave out RECURSIVE and write the steps as WITH queries that each read the one before',
  },
  SQL_QUALIFIED_NAME: {
    message: ({ written }) => `${quote(written)}: a collaboration has no schemas and no catalogs`,
    help: ({ name }) => `write ${quote(name)}`,
  },
  SQL_TABLE_FUNCTION: {
    message: ({ name }) => `the function ${quote(name)} cannot stand in FROM`,
    help: () => 'use a table of the collaboration or a subquery in parentheses',
  },
  SQL_FILE_AS_TABLE: {
    message: ({ text }) => `${quote(text)} is a string, not a table`,
    help: () => 'use a table of the collaboration by its name; files cannot be read from SQL',
  },
  SQL_PRIVACY_CLAUSE: {
    message: ({ clause }) => `${quote(`SELECT WITH ${clause}`)} is not offered`,
    help: ({ clause }) =>
      (Object.hasOwn(refusedClauses, clause) ? refusedClauses[clause] : undefined) ??
      'write `SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (…)`, or leave the clause out',
  },
  SQL_FORM: {
    message: ({ form }) => `${refusedForms[form].what} is not offered`,
    help: ({ form }) => refusedForms[form].instead,
  },
  SQL_OPERATOR: {
    message: ({ operator }) => `the operator ${quote(operator)} is not offered`,
    help: ({ operator }) => refusedOperators[operator],
  },
  SQL_TEXT_TOO_LONG: {
    message: ({ length, limit }) => `the text has ${length} characters, and ${limit} is the limit`,
    help: () => 'ask a smaller question, or several',
  },
  SQL_TOO_MANY_TOKENS: {
    message: ({ limit }) => `the text has more than ${limit} words and signs`,
    help: () => 'ask a smaller question, or several',
  },
  SQL_TOO_DEEP: {
    message: ({ limit }) => `this is nested deeper than ${limit} levels`,
    help: () => 'name parts of it in `WITH name AS (…)`',
  },
  SQL_CHAIN_TOO_LONG: {
    message: ({ limit }) => `this chain of operators, joins or queries is longer than ${limit}`,
    help: () => 'name parts of it in `WITH name AS (…)`, or use a function of many arguments, as `CONCAT(…)`',
  },
  SQL_MANY_MISTAKES: {
    message: ({ limit }) => `there are more mistakes than the ${limit} that are shown`,
    help: () => 'mend these first',
  },
  SQL_TABLE_UNKNOWN: {
    message: ({ name }) => `there is no table ${quote(name)} in this collaboration`,
    help: ({ known }) => `use ${oneOf(known, 'a table of the collaboration; it has none yet')}`,
  },
}
