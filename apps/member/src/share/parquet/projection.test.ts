import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { columnsSql, sql } from '../share.suite.ts'
import { localFiles } from '../table/local-files.ts'
import { type Projection, project } from './projection.ts'
import { readShared, type SharedFile, sharedFile } from './shared-file.ts'
import { readStruct, type Struct, type Thrift, writeStruct } from './thrift.ts'

const folder = mkdtempSync(join(tmpdir(), 'glovebox-projection-'))
after(() => rmSync(folder, { recursive: true }))

const written = [
  { name: 'plain', options: 'COMPRESSION uncompressed' },
  { name: 'zstd in many groups', options: 'COMPRESSION zstd, ROW_GROUP_SIZE 2048' },
  { name: 'snappy with format 2', options: 'COMPRESSION snappy, PARQUET_VERSION v2' },
]
const rows = `SELECT ${columnsSql}, [i, i + 1] AS list, {'a': i, 'b': 'SECRET' || i} AS pair FROM range(0, 5000) t(i)`

async function shared(name: string, columns: readonly string[]): Promise<{ shared: SharedFile; bytes: Uint8Array }> {
  const file = await localFiles(folder, name).open(name, {})
  assert.ok(file.ok)
  const found = await sharedFile(file.value, columns, {})
  assert.ok(found.ok, found.ok ? '' : found.failure.reason)
  const bytes = await readAll(name, found.value, 0, found.value.bytes)
  return { shared: found.value, bytes }
}

async function readAll(name: string, file: SharedFile, from: number, to: number): Promise<Uint8Array> {
  const opened = await localFiles(folder, name).open(name, {})
  assert.ok(opened.ok)
  const parts: Uint8Array[] = []
  for await (const part of readShared(opened.value, file, { from, to }, {})) {
    assert.ok(part.ok)
    parts.push(part.value)
  }
  return Buffer.concat(parts)
}

for (const [i, { name, options }] of written.entries()) {
  const file = `${i}.parquet`
  const granted = ['id', 'amount', 'list', 'day', 'even', 'price']

  test(`a file that is ${name} has the granted columns with all of their values`, async () => {
    await sql(`COPY (${rows}) TO '${join(folder, file)}' (FORMAT parquet, ${options})`)
    const { bytes } = await shared(file, granted)
    const copy = join(folder, `copy-${i}.parquet`)
    writeFileSync(copy, bytes)
    const difference = await sql(
      `SELECT ${granted} FROM read_parquet('${copy}') EXCEPT SELECT ${granted} FROM read_parquet('${join(folder, file)}')`,
    )
    assert.deepEqual(difference, [])
    const [found] = await sql(
      `SELECT count(*)::INT, sum(id)::INT, max(day)::VARCHAR FROM read_parquet('${copy}') WHERE id >= 2500 AND day > DATE '2026-01-10'`,
    )
    const [expected] = await sql(
      `SELECT count(*)::INT, sum(id)::INT, max(day)::VARCHAR FROM read_parquet('${join(folder, file)}') WHERE id >= 2500 AND day > DATE '2026-01-10'`,
    )
    assert.deepEqual(found, expected)
    const columns = await sql(
      `SELECT name FROM parquet_schema('${copy}') WHERE name IN ('secret', 'name', 'pair', 'b')`,
    )
    assert.deepEqual(columns, [])
  })
}

test('of what is not granted no byte is in the file, and no statistic, name or note of it', async () => {
  const { bytes } = await shared('0.parquet', ['id', 'amount'])
  const text = Buffer.from(bytes).toString('latin1')
  for (const word of ['SECRET', 'secret', 'name', 'pair', 'list']) assert.equal(text.includes(word), false, word)
  assert.ok(readFileSync(join(folder, '0.parquet')).toString('latin1').includes('SECRET4999'))
})

test('a column that is granted is there with its bytes, of which the absence above is told apart', async () => {
  const { bytes } = await shared('0.parquet', ['secret'])
  assert.ok(Buffer.from(bytes).toString('latin1').includes('SECRET4999'))
})

test('whole schemas that writers keep in notes, and indexes, stay behind', async () => {
  const bytes = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: [1, 2, 3], type: 'INT32', columnIndex: true, offsetIndex: true },
      { name: 'hidden', data: ['SECRETa', 'SECRETb', 'SECRETc'], type: 'STRING', columnIndex: true, offsetIndex: true },
    ],
    codec: 'UNCOMPRESSED',
    kvMetadata: [{ key: 'pandas', value: '{"columns":[{"name":"hidden"}]}' }],
  })
  writeFileSync(join(folder, 'notes.parquet'), new Uint8Array(bytes))
  const found = await shared('notes.parquet', ['id'])
  const text = Buffer.from(found.bytes).toString('latin1')
  for (const word of ['SECRET', 'hidden', 'pandas']) assert.equal(text.includes(word), false, word)
  writeFileSync(join(folder, 'notes-copy.parquet'), found.bytes)
  const [sum] = await sql(`SELECT sum(id)::INT FROM read_parquet('${join(folder, 'notes-copy.parquet')}')`)
  assert.deepEqual(sum, [6])
})

test('any range is that part of the whole', async () => {
  const { shared: file, bytes } = await shared('1.parquet', ['amount', 'id', 'list'])
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length), fc.nat(bytes.length), async (a, b) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      assert.deepEqual(Buffer.from(await readAll('1.parquet', file, from, to)), Buffer.from(bytes.slice(from, to)))
    }),
    { numRuns: 30 },
  )
})

/** The footer of a file as a tree, where it begins, and which columns its leaves are. */
function footerOf(name: string): { footer: Uint8Array; start: number } {
  const bytes = readFileSync(join(folder, name))
  const start = bytes.length - 8 - bytes.readUInt32LE(bytes.length - 8)
  return { footer: new Uint8Array(bytes.subarray(start, bytes.length - 8)), start }
}

/** The tree with one of its parts changed. */
function changed(
  value: Thrift,
  path: readonly number[],
  change: (value: Thrift | undefined) => Thrift | undefined,
): Thrift {
  const [key, ...rest] = path
  if (key === undefined) return change(value) ?? value
  if (value.kind === 'list')
    return { ...value, items: value.items.map((item, i) => (i === key ? changed(item, rest, change) : item)) }
  if (value.kind !== 'struct') return value
  const fields = new Map(value.fields)
  const inner = fields.get(key)
  const made = rest.length === 0 ? change(inner) : inner === undefined ? undefined : changed(inner, rest, change)
  if (made === undefined) fields.delete(key)
  else fields.set(key, made)
  return { kind: 'struct', fields }
}

function tampered(
  path: readonly number[],
  change: (value: Thrift | undefined) => Thrift | undefined,
): Projection | { reason: string } {
  const { footer, start } = footerOf('0.parquet')
  const tree = readStruct(footer)
  assert.ok(tree !== undefined)
  const made = changed(tree, path, change)
  assert.equal(made.kind, 'struct')
  return project(writeStruct(made as Struct), start, new Set(['id']))
}

const add =
  (count: bigint) =>
  (value: Thrift | undefined): Thrift | undefined =>
    value?.kind === 'i64' ? { kind: 'i64', value: value.value + count } : value
const put = (value: Thrift) => (): Thrift => value

// Paths: 4 row groups, 0 the first, 1 its chunks, 0 that of `id`, 3 its description.
const lies = [
  { what: 'a granted chunk that goes on into the next one', path: [4, 0, 1, 0, 3, 7], change: add(1000n) },
  { what: 'a granted chunk that begins in another one', path: [4, 0, 1, 0, 3, 9], change: add(30_000n) },
  { what: 'a chunk that ends in the footer', path: [4, 0, 1, 0, 3, 7], change: add(1n << 30n) },
  { what: 'a chunk of a negative size', path: [4, 0, 1, 0, 3, 7], change: put({ kind: 'i64', value: -5n }) },
  { what: 'a chunk before the beginning', path: [4, 0, 1, 0, 3, 9], change: put({ kind: 'i64', value: 0n }) },
  {
    what: 'a chunk in another file',
    path: [4, 0, 1, 0, 1],
    change: put({ kind: 'binary', value: Buffer.from('/etc/passwd') }),
  },
  { what: 'an encrypted chunk', path: [4, 0, 1, 0, 8], change: put({ kind: 'struct', fields: new Map() }) },
  { what: 'an encrypted file', path: [8], change: put({ kind: 'struct', fields: new Map() }) },
  { what: 'a chunk without a description', path: [4, 0, 1, 0, 3], change: () => undefined },
  {
    what: 'a chunk of another column',
    path: [4, 0, 1, 0, 3, 3, 0],
    change: put({ kind: 'binary', value: Buffer.from('secret') }),
  },
  {
    what: 'a row group with a chunk too few',
    path: [4, 0, 1],
    change: (value: Thrift | undefined): Thrift | undefined =>
      value?.kind === 'list' ? { ...value, items: value.items.slice(1) } : value,
  },
  { what: 'a column twice', path: [2, 3, 4], change: put({ kind: 'binary', value: Buffer.from('id') }) },
  { what: 'a root with another number of columns', path: [2, 0, 5], change: put({ kind: 'i32', value: 2n }) },
  { what: 'a column of more leaves than there are', path: [2, 8, 5], change: put({ kind: 'i32', value: 100n }) },
  {
    what: 'an index of another column under a granted chunk',
    path: [4, 0, 1, 2, 6],
    change: put({ kind: 'i64', value: 100n }),
  },
]

for (const { what, path, change } of lies) {
  test(`refused: ${what}`, () => {
    const made = tampered(path, change)
    assert.ok('reason' in made, what)
  })
}

test('the footer that those lies were made of is not refused', () => {
  const made = tampered([], (value) => value)
  assert.ok('pieces' in made)
})

test('whatever a footer says, nothing outside of the chunks’ part of the file is addressed', () => {
  const { footer, start } = footerOf('0.parquet')
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(footer.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }), (edits) => {
      const bytes = Uint8Array.from(footer)
      for (const [at, byte] of edits) bytes[at] = byte
      const made = project(bytes, start, new Set(['id']))
      if ('reason' in made) return
      for (const piece of made.pieces)
        if (piece.kind === 'of-file') assert.ok(piece.from >= 4 && piece.to <= start && piece.from <= piece.to)
    }),
    { numRuns: 300 },
  )
})

test('what is read of a footer is written again byte for byte', () => {
  for (const name of ['0.parquet', '1.parquet', '2.parquet', 'notes.parquet']) {
    const tree = readStruct(footerOf(name).footer)
    assert.ok(tree !== undefined)
    assert.deepEqual(Buffer.from(writeStruct(tree)), Buffer.from(footerOf(name).footer))
  }
})
