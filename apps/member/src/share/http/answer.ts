import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SourceControl } from '@glovebox/source'
import type { Access } from '../access/access-log.ts'
import { type GrantedTable, grantedTables } from '../access/granted.ts'
import { findByToken } from '../access/token.ts'
import { sameName } from '../config/names.ts'
import { readCapabilities } from './capabilities.ts'
import { list, notThere } from './list.ts'
import { pickVersion } from './pick-version.ts'
import { readQueryBody } from './query-body.ts'
import { type Answered, queryTable } from './query-table.ts'
import { readBody } from './read-body.ts'
import { type Reply, refusal, send } from './reply.ts'
import { serveFile, tooMany } from './serve-file.ts'
import type { Caller, ShareWorld } from './share-world.ts'

/** Answers one request and writes down that it did. */
export async function answer(request: IncomingMessage, response: ServerResponse, world: ShareWorld): Promise<void> {
  const abort = new AbortController()
  response.once('close', () => abort.abort())
  const control = { signal: abort.signal }
  const from = request.socket.remoteAddress ?? ''
  const base = { at: new Date(world.clock()).toISOString(), from }
  const reply = (one: Reply): number => send(response, one, request.method === 'HEAD')
  if (world.log.isBroken()) {
    world.onProblem('the access log cannot be written: nothing is handed out until it can')
    const sent = reply(refusal(500, 'INTERNAL_ERROR', 'the server cannot answer at the moment'))
    return world.log.write({ ...base, action: 'refused', status: 500, bytes: sent })
  }
  const target = targetOf(request.url ?? '', world)
  if (target?.path[0] === 'files') {
    const { url, granted, ...served } = await serveFile(request, response, target, world, reply, control)
    const who =
      url === undefined
        ? {}
        : { recipient: url.recipient, generation: url.generation, version: url.version, file: url.file }
    return world.log.write({
      ...base,
      ...who,
      ...tableOf(granted),
      action: granted === undefined ? 'refused' : 'file',
      ...served,
    })
  }
  const authorised = authorise(request, from, world)
  if ('reply' in authorised) {
    const bytes = reply(authorised.reply)
    return world.log.write({ ...base, action: 'refused', status: authorised.reply.status, bytes })
  }
  const { caller } = authorised
  const answered: AnsweredCall =
    target === undefined ? { reply: notThere, action: 'refused' } : await route(request, target, caller, world, control)
  const bytes = reply(answered.reply)
  const { recipient, generation } = caller
  await world.log.write({
    ...base,
    recipient: recipient.name,
    generation,
    action: answered.action,
    ...tableOf(answered.granted),
    ...(answered.version === undefined ? {} : { version: answered.version }),
    status: answered.reply.status,
    bytes,
  })
}

type Target = { readonly path: readonly string[]; readonly query: URLSearchParams }
type AnsweredCall = Answered & { readonly action: Access['action']; readonly granted?: GrantedTable }

function tableOf(granted: GrantedTable | undefined): Partial<Access> {
  if (granted === undefined) return {}
  const { share, schema, table } = granted.table
  return {
    table: `${share}.${schema}.${table}`,
    ...(granted.columns === undefined ? {} : { columns: granted.columns }),
  }
}

/** The path below the endpoint, in its parts. */
function targetOf(url: string, { endpoint }: ShareWorld): Target | undefined {
  const prefix = new URL(endpoint()).pathname.replace(/\/+$/, '')
  const [path = '', ...query] = url.split('?')
  if (!path.startsWith(`${prefix}/`) || path.length > 2000) return undefined
  try {
    const parts = path
      .slice(prefix.length + 1)
      .replace(/\/$/, '')
      .split('/')
    return { path: parts.map(decodeURIComponent), query: new URLSearchParams(query.join('?')) }
  } catch {
    return undefined
  }
}

function authorise(
  { headers }: IncomingMessage,
  from: string,
  { recipients, config, clock, limits }: ShareWorld,
): { readonly caller: Caller } | { readonly reply: Reply } {
  const token = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(headers.authorization ?? '')?.[1]
  const found = token === undefined ? undefined : findByToken(recipients(), token, clock())
  if (found === undefined) {
    const wait = limits.strangers(from, clock())
    if (wait > 0) return { reply: tooMany(wait) }
    const message = 'the bearer token is missing, unknown, expired or revoked'
    return { reply: refusal(401, 'UNAUTHENTICATED', message, { 'www-authenticate': 'Bearer' }) }
  }
  const {
    recipient,
    token: { generation },
  } = found
  const wait = limits.recipients(recipient.name, clock())
  if (wait > 0) return { reply: tooMany(wait) }
  return { caller: { recipient, generation, tables: grantedTables(recipient, config().tables) } }
}

async function route(
  request: IncomingMessage,
  { path, query }: Target,
  caller: Caller,
  world: ShareWorld,
  control: SourceControl,
): Promise<AnsweredCall> {
  const [shares, share, schemas, schema, tables, table, call, ...more] = path
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (table === undefined) {
    if (!isRead) return { reply: notAllowed('GET'), action: 'refused' }
    const listed = list(path, query, caller, world)
    return { reply: listed ?? notThere, action: listed === undefined ? 'refused' : 'list' }
  }
  const granted = caller.tables.find(
    ({ table: one }) =>
      sameName(one.share, share ?? '') && sameName(one.schema, schema ?? '') && sameName(one.table, table),
  )
  if (granted === undefined || shares !== 'shares' || schemas !== 'schemas' || tables !== 'tables')
    return { reply: notThere, action: 'refused' }
  const name = call ?? 'version'
  if (more.length > 0 || (call === undefined && request.method !== 'HEAD'))
    return { reply: notThere, action: 'refused', granted }
  const method = name === 'query' || name === 'temporary-table-credentials' ? 'POST' : 'GET'
  if (method === 'POST' ? request.method !== 'POST' : !isRead)
    return { reply: notAllowed(method), action: 'refused', granted }
  return { ...(await callTable(request, name, query, { granted, caller }, world, control)), granted }
}

async function callTable(
  request: IncomingMessage,
  name: string,
  query: URLSearchParams,
  of: { readonly granted: GrantedTable; readonly caller: Caller },
  world: ShareWorld,
  control: SourceControl,
): Promise<AnsweredCall> {
  const header = request.headers['delta-sharing-capabilities']
  const capabilitiesHeader = Array.isArray(header) ? header.join(';') : header
  const capabilities = readCapabilities(capabilitiesHeader)
  const asked = { ...of, capabilities, capabilitiesHeader }
  switch (name) {
    case 'version': {
      const from = query.get('startingTimestamp')
      const picked = await pickVersion(of.granted, from === null ? {} : { from }, world, control)
      if ('reply' in picked) return { ...picked, action: 'version' }
      const { version } = picked.version
      return { reply: { status: 200, headers: { 'delta-table-version': String(version) } }, version, action: 'version' }
    }
    case 'metadata': {
      const version = query.get('version')
      const timestamp = query.get('timestamp')
      const read = readQueryBody(
        JSON.stringify({
          ...(version === null ? {} : { version: /^\d{1,15}$/.test(version) ? Number(version) : version }),
          timestamp,
        }),
      )
      if ('wrong' in read) return { reply: refusal(400, 'INVALID_PARAMETER_VALUE', read.wrong), action: 'metadata' }
      return { ...(await queryTable({ ...asked, body: read, wants: 'metadata' }, world, control)), action: 'metadata' }
    }
    case 'query':
      return { ...(await query_(request, asked, world, control)), action: 'query' }
    case 'changes':
      return {
        reply: refusal(400, 'UNSUPPORTED_OPERATION', 'the changes of this table are not shared: query it'),
        action: 'refused',
      }
    case 'temporary-table-credentials':
      return {
        reply: refusal(400, 'UNSUPPORTED_OPERATION', 'tables are shared by `url` alone: query it'),
        action: 'refused',
      }
    default:
      return { reply: notThere, action: 'refused' }
  }
}

async function query_(
  request: IncomingMessage,
  asked: Omit<Parameters<typeof queryTable>[0], 'body' | 'wants'>,
  world: ShareWorld,
  control: SourceControl,
): Promise<Answered> {
  const text = await readBody(request)
  if (text === undefined)
    return { reply: refusal(413, 'REQUEST_TOO_LARGE', 'the body is over 256 KiB', { connection: 'close' }) }
  const read = readQueryBody(text)
  if ('wrong' in read)
    return {
      reply: refusal(
        400,
        read.isUnsupported === true ? 'UNSUPPORTED_OPERATION' : 'INVALID_PARAMETER_VALUE',
        read.wrong,
      ),
    }
  const scheme = request.headers.fileidhash
  if (scheme === undefined) return queryTable({ ...asked, body: read, wants: 'files' }, world, control)
  const word = String(scheme).toLowerCase()
  if (word !== 'parquet' && word !== 'delta')
    return { reply: refusal(400, 'INVALID_PARAMETER_VALUE', '`fileidhash` is `parquet` or `delta`') }
  const answered = await queryTable({ ...asked, body: read, wants: 'files' }, world, control)
  return { ...answered, reply: { ...answered.reply, headers: { ...answered.reply.headers, fileidhash: word } } }
}

const notAllowed = (allow: string): Reply =>
  refusal(405, 'METHOD_NOT_ALLOWED', `this is asked by ${allow}`, { allow: allow === 'GET' ? 'GET, HEAD' : allow })
