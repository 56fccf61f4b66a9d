import { malformed, refuse, taken } from '../lake/refused.ts'
import type { SourceControl } from '../port/table-source.ts'
import { ask, type Call, type Provider, type Said } from './ask.ts'
import { readAnswer, type SharedAnswer, type SharedFile } from './read-answer.ts'

/** A table of a provider. */
export type SharedTable = {
  readonly provider: Provider
  /** As its owner wrote it, for reasons. */
  readonly name: string
  /** The path of its calls, below the endpoint. */
  readonly path: string
}

/** What a table is at this moment, without its files. */
export async function askMetadata(
  { provider, name, path }: SharedTable,
  control: SourceControl,
): Promise<SharedAnswer> {
  const call: Call = { method: 'GET', path: `${path}/metadata`, name: `\`${name}\`` }
  const said = taken(await ask(provider, call, control))
  if (said.kind === 'lacks')
    return refuse('not-found', `${said.reason}: there is no such table, or none that the profile may read`)
  return readAnswer(said.answer)
}

/** The version that was pinned, and what it is told by. */
export type Pin = { readonly version: bigint; readonly identity: string }

/** The files of one version of a table, on all pages, and what gives new URLs of them. */
export type Files = { readonly files: readonly SharedFile[]; readonly refreshToken?: string }

const mostPages = 10_000

/**
 * Asks for the files of the pinned version. It is first asked for as what there is, since not all providers share
 * history; by its number where there is a newer one by now.
 */
export async function askFiles(
  table: SharedTable,
  pin: Pin,
  { hints, refreshToken }: { readonly hints?: string | undefined; readonly refreshToken?: string | undefined },
  control: SourceControl,
): Promise<Files> {
  const body = {
    ...(hints === undefined ? {} : { jsonPredicateHints: hints }),
    ...(refreshToken === undefined ? {} : { refreshToken }),
  }
  const now = await askPage(table, body, control)
  // A token that is too old is no more than a reason to ask without it.
  if (now.kind === 'lacks' && refreshToken !== undefined) return askFiles(table, pin, { hints }, control)
  if (now.kind === 'ok') {
    const first = readAnswer(now.answer)
    if (first.version === pin.version) return allPages(table, pin, first, body, control)
  }
  const version = Number(pin.version)
  const versioned = { ...(hints === undefined ? {} : { jsonPredicateHints: hints }), version }
  const then = await askPage(table, versioned, control)
  if (then.kind === 'lacks') return changed(table)
  return allPages(table, pin, readAnswer(then.answer), versioned, control)
}

async function allPages(
  table: SharedTable,
  pin: Pin,
  first: SharedAnswer,
  body: object,
  control: SourceControl,
): Promise<Files> {
  const files: SharedFile[] = []
  let page = first
  for (let i = 0; i < mostPages; i++) {
    if (page.version !== pin.version || identityOf(page) !== pin.identity) return changed(table)
    files.push(...page.files)
    const { nextPageToken } = page
    if (nextPageToken === undefined) {
      if (new Set(files.map(({ id }) => id)).size < files.length) malformed('the provider answers one file twice')
      const { refreshToken } = page
      return { files, ...(refreshToken === undefined ? {} : { refreshToken }) }
    }
    const said = await askPage(table, { ...body, pageToken: nextPageToken }, control)
    if (said.kind === 'lacks') return refuse('malformed', `${said.reason} to the page that it named itself`)
    page = readAnswer(said.answer)
  }
  return malformed('the provider answers page after page without an end')
}

async function askPage({ provider, name, path }: SharedTable, body: object, control: SourceControl): Promise<Said> {
  const call: Call = { method: 'POST', path: `${path}/query`, name: `\`${name}\``, body: JSON.stringify(body) }
  return taken(await ask(provider, call, control))
}

/** What tells a table from another one that was put in its place with the same number. */
export function identityOf({ metadata: { id, schema, partitionColumns } }: SharedAnswer): string {
  return JSON.stringify([id, schema, partitionColumns])
}

function changed({ name }: SharedTable): never {
  return refuse('changed', `\`${name}\`: the provider no longer has the version that was looked at first`)
}
