import { openTestServer } from '../api/server.suite.ts'
import { activate, allow, makeActivationRoom } from './activation.suite.ts'

// A server of its own that activates once, says so, and goes on until it is killed.

const [, , folder = '', url = ''] = process.argv
const settings = { log: { level: 'silent' }, webhooks: { allowPrivateAddresses: true } } as const
const room = await makeActivationRoom(await openTestServer(settings, folder), url)
await allow(room, room.advertiser, 'customers', room.destination)
await allow(room, room.publisher, 'leads', room.destination)
const run = await activate(room, room.advertiser)
process.stdout.write(`${run.status}\n`)
