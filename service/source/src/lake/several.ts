/** Does something to each of a list, a few at a time, and gives the answers in the list's order. */
export async function several<T, R>(
  items: readonly T[],
  work: (item: T, index: number) => Promise<R>,
  atOnce: number = 6,
): Promise<readonly R[]> {
  const answers: R[] = []
  const left = items.entries()
  let hasFailed = false
  const one = async (): Promise<void> => {
    for (const [index, item] of left) {
      if (hasFailed) return
      try {
        answers[index] = await work(item, index)
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, one))
  return answers
}
