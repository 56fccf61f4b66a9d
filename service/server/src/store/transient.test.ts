import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { Client } from 'pg'
import { isGivenUp, isLostConnection, isTransient, OutcomeUnknown } from './transient.ts'

function told(message: string, fields: object = {}): Error {
  return Object.assign(new Error(message), fields)
}

const rows: readonly (readonly [name: string, error: unknown, passes: boolean, isLost: boolean])[] = [
  [
    'a transaction given up for another',
    told('could not serialize', { code: '40001', severity: 'ERROR' }),
    true,
    false,
  ],
  ['a deadlock', told('deadlock detected', { code: '40P01', severity: 'ERROR' }), true, false],
  ['a full disk of PostgreSQL', told('could not extend file', { code: '53100', severity: 'ERROR' }), true, false],
  ['a server that shuts down', told('terminating connection', { code: '57P01', severity: 'FATAL' }), true, true],
  ['a server that starts', told('starting up', { code: '57P03', severity: 'FATAL' }), true, true],
  ['a connection that was cut', told('Connection terminated unexpectedly'), true, true],
  ['nobody listening', told('connect ECONNREFUSED', { code: 'ECONNREFUSED', syscall: 'connect' }), true, true],
  ['no socket', told('connect ENOENT', { code: 'ENOENT', syscall: 'connect' }), true, false],
  ['nobody at any address', new AggregateError([told('connect', { code: 'ECONNREFUSED' })]), true, false],
  ['an outcome that nobody knows', new OutcomeUnknown('lost'), true, false],
  ['a busy file', told('database is locked', { errcode: 5 }), true, false],
  ['a full disk of SQLite', told('database or disk is full', { errcode: 13 }), true, false],
  ['a missing file', told('no such file', { code: 'ENOENT', syscall: 'open' }), false, false],
  ['a key that is taken', told('duplicate key', { code: '23505', severity: 'ERROR' }), false, false],
  ['a key that is taken in SQLite', told('UNIQUE constraint failed', { errcode: 1555 }), false, false],
  ['a mistake of ours', new TypeError('x is not a function'), false, false],
  ['no error at all', 'stop', false, false],
]

for (const [name, error, passes, isLost] of rows)
  test(`${name}: ${passes ? 'passes' : 'stays'}${isLost ? ', and the connection is gone' : ''}`, () => {
    assert.equal(isTransient(error), passes)
    assert.equal(error instanceof Error && isLostConnection(error), isLost)
  })

test('only what PostgreSQL gave up by itself is run again', () => {
  assert.deepEqual(
    rows.filter(([, error]) => isGivenUp(error)).map(([name]) => name),
    ['a transaction given up for another', 'a deadlock'],
  )
})

test('a server that hangs up or does not answer passes, as the client itself tells it', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const connect = (): Promise<unknown> => {
    const client = new Client({ host: '127.0.0.1', port: address.port, connectionTimeoutMillis: 100 })
    client.on('error', () => {})
    return client.connect()
  }
  await assert.rejects(connect(), isTransient)
  server.removeAllListeners('connection')
  server.on('connection', (socket) => setTimeout(() => socket.destroy(), 1000).unref())
  await assert.rejects(connect(), isTransient)
  server.close()
  await assert.rejects(connect(), isTransient)
})
