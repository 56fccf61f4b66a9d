/** Each piece of work is a process of its own: enough of them to use a small machine, not enough to bury it. */
const few = 4

/** The results of `work` on all items, in their order; a few run at a time. */
export async function fewAtOnce<Item, Made>(
  items: readonly Item[],
  work: (item: Item) => Promise<Made>,
): Promise<readonly Made[]> {
  const made: Made[] = []
  const rest = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) made[index] = await work(item)
  }
  await Promise.all(Array.from({ length: few }, worker))
  return made
}
