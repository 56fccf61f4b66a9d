import { join } from 'node:path'
import type { QueryAnswer, Room } from '@glovebox/api'
import { type NoisyNumber, noisyDifference, noisyValue, surest } from './attack.ts'
import { differencing, protectedWeights, respelled, useful } from './steps.ts'
import { ask, askQuietly, type DemoWorld } from './world.ts'

/** Relative to the demo's folder. */
const file = 'protected/collaboration.yaml'

/** How often the same is asked again. */
const repetitions = 20

/** The same attacks against the same data under differential privacy. Gives false if one of them got anywhere. */
export async function runProtectedHalf(folder: string, world: DemoWorld): Promise<boolean> {
  world.heading('The second half: differential privacy')
  world.say(
    `${join(folder, file)} has the same members and the same data.\n` +
      'There the programme says whom it protects, one loyalty_number with all its rows, and sets a budget for what all\n' +
      'answers together may tell about any of them. The rest is up to Glovebox: any SQL is accepted as long as it\n' +
      'aggregates, and every number gets just as much noise as hides one person, and says how much that is.',
  )
  const room = await world.open(join(folder, file))
  try {
    const answer = await ask(room, useful, world, file)
    world.say('Still useful: each number says how far off it may be. Exact to the person it no longer is.')
    const isSafe = (await differenceAgain(room, world)) && (await averageAway(room, world))
    return answer.status === 'ok' && isSafe && (await weightsAgain(room, world)) && (await showBudget(room, world))
  } finally {
    await room.close()
  }
}

async function differenceAgain(room: Room, world: DemoWorld): Promise<boolean> {
  world.heading('Attack 1 again: the same two questions')
  const all = await ask(room, differencing.all, world, file)
  const allBut = await ask(room, differencing.allBut, world, file)
  const [people, salaries] = [noisyDifference(all, allBut, 'people'), noisyDifference(all, allBut, 'salaries')]
  const lost = epsilonLost(allBut)
  if (people === undefined || salaries === undefined || lost === undefined) return false
  world.say(
    `The difference: ${between(people)} people, and between them they earn ${between(salaries)}.\n` +
      'Next to that, one doctor or none, rich or poor, is nothing. Whoever thought it as likely as not that she is in\n' +
      `the data may be ${surest(lost)} % sure after all answers so far, whatever is done with them, but for one chance in a million.`,
  )
  return people.halfWidth > 10
}

async function averageAway(room: Room, world: DemoWorld): Promise<boolean> {
  world.heading('Attack 3: average the noise away')
  world.say('Noise has a mean of 0. So ask again, and spell it otherwise so that nobody notices:')
  const [first, again] = [await askQuietly(room, differencing.allBut, world), await ask(room, respelled, world, file)]
  let isSame = isSameResult(first, again)
  for (let i = 0; i < repetitions; i++)
    isSame = isSameResult(first, await askQuietly(room, i % 2 === 0 ? respelled : differencing.allBut, world)) && isSame
  if (!isSame) return false
  world.say(
    `Asked ${repetitions} times more: the same numbers each time, and nothing spent. An answer is published once; what a\n` +
      'question means decides whether it is the same, not how it is written.',
  )
  return true
}

async function weightsAgain(room: Room, world: DemoWorld): Promise<boolean> {
  world.heading('Attack 2 again: one sum, twelve secrets')
  const sum = noisyValue(await ask(room, protectedWeights, world, file), 'decoded')
  if (sum === undefined) return false
  world.say(
    `The sum, ${between(sum)}, can be off by more than all twelve weights together, 4095. Not one of them can be told.\n` +
      'Where one customer may add so much, the noise must be so large.',
  )
  return sum.halfWidth > 4095
}

async function showBudget(room: Room, world: DemoWorld): Promise<boolean> {
  const answer = await room.budget({ member: 'programme' })
  const budget = answer.status === 'ok' ? answer.budgets.find(({ owner }) => owner === 'programme') : undefined
  if (budget === undefined) return false
  world.heading('What it cost')
  world.showBudget(budget, file)
  world.say(
    '\nWhen it is used up, questions are refused before any data is read. Killing the process in between gives nothing back.',
  )
  return true
}

/** What the owner's data lost altogether. */
function epsilonLost(answer: QueryAnswer): number | undefined {
  return answer.status === 'ok' ? answer.privacy?.owners[0]?.cumulative.epsilon : undefined
}

function isSameResult(one: QueryAnswer, other: QueryAnswer): boolean {
  if (one.status !== 'ok' || other.status !== 'ok' || other.privacy === undefined) return false
  const isFree = other.privacy.steps.every(({ isCached }) => isCached)
  return isFree && JSON.stringify(one.rows) === JSON.stringify(other.rows)
}

function between({ value, halfWidth }: NoisyNumber): string {
  return `${grouped(value)} ± ${grouped(Math.ceil(halfWidth))}`
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
