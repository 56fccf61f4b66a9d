/** A line that says that something is going on, and goes away without a trace. */
export type ProgressLine = { readonly step: (name: string) => void; readonly stop: () => void }

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/** Quick commands say nothing. */
const silentMs = 2000

/** Shows the step and the time since the start, on a terminal only, once it takes longer than two seconds. */
export function progressLine(stream: NodeJS.WriteStream, now: () => number = () => performance.now()): ProgressLine {
  if (stream.isTTY !== true) return { step: () => {}, stop: () => {} }
  const start = now()
  let step = 'reading'
  let frame = 0
  let isShown = false
  const draw = (): void => {
    const elapsed = now() - start
    if (elapsed < silentMs) return
    isShown = true
    frame = (frame + 1) % frames.length
    stream.write(`\r\u001b[2K${frames[frame]} ${step} … ${Math.floor(elapsed / 1000)} s (Ctrl-C cancels)`)
  }
  const timer = setInterval(draw, 100)
  timer.unref()
  return {
    step: (name) => {
      step = name
    },
    stop: () => {
      clearInterval(timer)
      if (isShown) stream.write('\r\u001b[2K')
      isShown = false
    },
  }
}
