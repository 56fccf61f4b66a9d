import { UsageError } from '../usage-error.ts'

type Named = { readonly id: string; readonly name: string }

/** The one thing that has this id or name; says what there is where none has. */
export function pick<T extends Named>(items: readonly T[], named: string, what: string): T {
  const found = items.filter(({ id, name }) => id === named || name === named)
  const [only] = found
  if (only !== undefined && found.length === 1) return only
  const known = items.map(({ name, id }) => `${name} (${id})`).join(', ')
  throw new UsageError(
    `${found.length === 0 ? 'no' : 'more than one'} ${what} is named ${named}; ${known === '' ? 'there is none' : `there are ${known}`}`,
  )
}
