import { writeSync } from 'node:fs'
import { charge, cost, november, openRoom, request } from './requests.fixture.ts'
import { reserve } from './reserve.ts'
import { settle, touch } from './settle.ts'

// A process of its own that spends: `node spend.fixture.ts PLACE MEMBER COUNT CAP MEMBERCAP each|group keep|release`.
// It says what it was told, and only then. Keys are touched and then tried to be given back, and one in five is settled;
// with `release` another one in five is given back before any data is read.

const [, , place = '', member = '', count = '0', cap = '0', memberCap = '0', mode = '', releases = ''] = process.argv
const state = await openRoom(place)
const caps = {
  collaboration: cost(BigInt(cap), 2n * BigInt(cap)),
  member: cost(BigInt(memberCap), 2n * BigInt(memberCap)),
}

function say(...words: readonly string[]): void {
  writeSync(1, `${words.join(' ')}\n`)
}

async function spend(index: number): Promise<void> {
  const key = `${member}-${index}`
  const charges = ['publisher', 'retailer'].map((owner) => charge(owner, member, cost(1, 2), { caps }))
  const answer = await reserve(state, request(key, charges))
  if (answer.kind !== 'reserved') return say(answer.kind, key)
  say('reserved', key)
  const giveBack = (): Promise<boolean> => settle(state, { key, outcome: 'untouched', at: november })
  if (releases === 'release' && index % 5 === 0) {
    say('giving-back', key)
    if (await giveBack()) say('released', key)
    return
  }
  if (await touch(state, key)) say('touched', key)
  if (await giveBack()) say('refunded', key)
  if (index % 5 === 1 && (await settle(state, { key, outcome: 'spent', at: november }))) say('spent', key)
}

const indexes = Array.from({ length: Number(count) }, (_, index) => index)
if (mode === 'group') await Promise.all(indexes.map(spend))
else for (const index of indexes) await spend(index)
await state.store.close()
