/** An event of a stream: its id where it has one, and its data. */
export type StreamEvent = { readonly id?: string; readonly data: string }

/** The server says something every 15 seconds; what holds that back for so long does not let streams through. */
const longestSilenceMs = 40_000

/**
 * The events of a `text/event-stream`, up to where it ends, breaks or falls silent: whoever listens goes on with the id
 * of the last one. An event that is broken off is not given.
 */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  silenceMs: number = longestSilenceMs,
): AsyncGenerator<StreamEvent, void, undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  try {
    for (;;) {
      const chunk = await chunkOf(reader, silenceMs)
      if (chunk === undefined) return
      const blocks = `${rest}${decoder.decode(chunk, { stream: true })}`.replace(/\r\n/g, '\n').split('\n\n')
      rest = blocks.pop() ?? ''
      yield* blocks.map(eventOf).filter((event) => event !== undefined)
    }
  } finally {
    // Not waited for: what does not answer does not answer this, either.
    reader.cancel().catch(() => {})
  }
}

/** The next bytes; nothing where there are none to come. */
async function chunkOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  silenceMs: number,
): Promise<Uint8Array | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), silenceMs)
  })
  const read = reader.read().then(
    ({ value }) => value,
    () => undefined,
  )
  try {
    return await Promise.race([read, silence])
  } finally {
    clearTimeout(timer)
  }
}

/** Lines that begin with a colon are comments: they keep connections open. */
function eventOf(block: string): StreamEvent | undefined {
  const fields = block.split('\n').map((line) => /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [])
  const valuesOf = (field: string): readonly string[] =>
    fields.flatMap(([, name, value = '']) => (name === field ? [value] : []))
  const data = valuesOf('data')
  if (data.length === 0) return undefined
  const id = valuesOf('id').at(-1)
  return { data: data.join('\n'), ...(id === undefined ? {} : { id }) }
}
