/**
 * Does jobs again and again, so long apart, none while it still does it; one that fails is tried again next time. Gives
 * what stops it, fulfilled when nothing of it is under way.
 */
export function everyNowAndThen(
  ms: number,
  onError: (error: unknown) => void,
  jobs: readonly (() => Promise<unknown>)[],
): () => Promise<void> {
  let isStopped = false
  let timer: NodeJS.Timeout | undefined
  let round: Promise<void> = Promise.resolve()
  const begin = (): void => {
    round = doAll(jobs, onError).then(() => {
      if (isStopped) return
      timer = setTimeout(begin, ms)
      timer.unref()
    })
  }
  begin()
  return async () => {
    isStopped = true
    clearTimeout(timer)
    await round
  }
}

async function doAll(jobs: readonly (() => Promise<unknown>)[], onError: (error: unknown) => void): Promise<void> {
  for (const job of jobs) await job().catch(onError)
}
