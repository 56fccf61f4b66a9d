import type { BudgetView, QueryAnswer, Room } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'

/** What the demo needs of the program around it. */
export type DemoWorld = {
  /** Opens the room of a collaboration file. */
  readonly open: (file: string) => Promise<Room>
  readonly heading: (text: string) => void
  readonly say: (text: string) => void
  /** Shows a question and its answer as `glovebox query` would; `file` where it is not the usual one. */
  readonly show: (ask: Ask, answer: QueryAnswer, file?: string) => void
  /** Shows a budget as `glovebox budget` would. */
  readonly showBudget: (budget: BudgetView, file: string) => void
  readonly signal?: AbortSignal
}

/** Asks without showing anything. */
export function askQuietly(room: Room, question: Ask, world: DemoWorld): Promise<QueryAnswer> {
  return room.query(question, world.signal === undefined ? {} : { signal: world.signal })
}

/** Asks, and shows question and answer. */
export async function ask(room: Room, question: Ask, world: DemoWorld, file?: string): Promise<QueryAnswer> {
  const answer = await askQuietly(room, question, world)
  world.show(question, answer, file)
  return answer
}
