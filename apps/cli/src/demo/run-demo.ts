import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Room } from '@glovebox/api'
import { decodeWeights, subtract } from './attack.ts'
import { runProtectedHalf } from './protected-half.ts'
import { differencing, smallTown, tour, weights } from './steps.ts'
import { ask, type DemoWorld } from './world.ts'

const example = fileURLToPath(new URL('../../../../examples/airline-loyalty', import.meta.url))

/**
 * Copies the example into `folder` and walks through it: what is allowed, what is refused and why, and two attacks that
 * rules alone do not stop; then the same attacks where differential privacy stops them. Gives false if an answer was
 * not what it should be.
 */
export async function runDemo(folder: string, world: DemoWorld): Promise<boolean> {
  mkdirSync(folder, { recursive: true })
  cpSync(example, folder, { recursive: true, filter: (path) => !path.includes('.glovebox') })
  const room = await world.open(join(folder, 'collaboration.yaml'))
  try {
    world.say(
      `Two companies, one room: a loyalty programme with 16,150 members and an airline with 391,152 months of flights.\n` +
        `Their rules are in ${join(folder, 'collaboration.yaml')}.`,
    )
    let asExpected = true
    for (const [index, step] of tour.entries()) {
      world.heading(`${index + 1}. ${step.title}`)
      world.say(step.story)
      const answer = await ask(room, step.ask, world)
      world.say(step.moral)
      asExpected &&= answer.status === step.expect
    }
    asExpected = (await attackByDifference(room, world)) && asExpected
    asExpected = (await attackByWeights(room, world)) && asExpected
    asExpected = (await runProtectedHalf(folder, world)) && asExpected
    return asExpected && (await closing(room, folder, world))
  } finally {
    await room.close()
  }
}

async function attackByDifference(room: Room, world: DemoWorld): Promise<boolean> {
  world.heading('Attack 1: two harmless questions')
  world.say(
    'Charlottetown has fewer than 100 members, so nobody may ask about it. But one may ask about all, and about all the others.',
  )
  const town = subtract(await ask(room, smallTown.all, world), await ask(room, smallTown.allBut, world))
  if (town === undefined) return false
  world.say(
    `The difference: ${town[0]} people live there. Worse, the same trick works for one of them. Asked directly:`,
  )
  await ask(room, differencing.direct, world)
  const person = subtract(await ask(room, differencing.all, world), await ask(room, differencing.allBut, world))
  if (person === undefined) return false
  world.say(
    `The difference: ${person[0]} person, a doctor in Charlottetown, who earns ${person[1]}.\n` +
      'Each answer was about more than 16,000 people. A minimum group size looks at one question at a time.',
  )
  return person[0] === 1
}

async function attackByWeights(room: Room, world: DemoWorld): Promise<boolean> {
  world.heading('Attack 2: one question, many answers')
  world.say(
    'Who of the airline’s customers is in the programme? The airline gives twelve of them the weights 1, 2, 4 … 2048,\n' +
      'hides them among 289 others of weight 0, and asks for one sum over the overlap.',
  )
  const members = decodeWeights(await ask(room, weights, world), 12)
  if (members === undefined) return false
  const list = members.map((isMember, k) => `${k + 1}: ${isMember ? 'member' : 'not a member'}`)
  world.say(
    `One sum, twelve secrets: ${list.join(', ')}.\n` +
      'No rule about group sizes sees this coming. This is why differential privacy exists: it bounds what any number of\n' +
      'questions can tell about one person.',
  )
  return members.some((isMember) => isMember) && members.some((isMember) => !isMember)
}

async function closing(room: Room, folder: string, world: DemoWorld): Promise<boolean> {
  const verified = await room.verifyLog({})
  world.heading('What is left')
  if (verified.status !== 'ok') return false
  world.say(
    `Every question, allowed or refused, is in the log: ${verified.entries} entries, none of them changed.\n\n` +
      `Go on playing:\n` +
      `  cd ${folder}\n` +
      `  npx glovebox check --as airline "SELECT city, AVG(clv) FROM members GROUP BY city"\n` +
      `  npx glovebox explain --as airline "SELECT province, AVG(clv) AS clv FROM members GROUP BY province"\n` +
      `  npx glovebox query --as airline "SELECT city, COUNT(DISTINCT loyalty_number) AS people FROM members GROUP BY city"\n` +
      `  npx glovebox check -f protected/collaboration.yaml --as airline "SELECT AVG(clv) AS clv FROM members"\n` +
      `  npx glovebox budget -f protected/collaboration.yaml\n` +
      `  npx glovebox log\n` +
      `  npx glovebox validate          # after you changed collaboration.yaml`,
  )
  return existsSync(join(folder, 'collaboration.yaml'))
}
