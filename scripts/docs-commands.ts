/** A command of a documentation page and what the page says of it. */
export type DocumentedCommand = { readonly text: string; readonly exit: number; readonly output: readonly string[] }

/**
 * The `npx glovebox …` commands of a page's `sh` blocks. `# exit N` after a command is its exit code (0 without); lines of a
 * `text` block right after the block must be printed by its last command (`…` stands for what is left out).
 */
export function commandsOf(page: string): readonly DocumentedCommand[] {
  const blocks = [...page.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
  const commands: DocumentedCommand[] = []
  for (const [index, [, language, body]] of blocks.entries()) {
    if (language !== 'sh') continue
    const texts = joined(body ?? '')
    const next = blocks[index + 1]
    const output =
      next?.[1] === 'text'
        ? (next[2] ?? '').split('\n').filter((line) => line.trim() !== '' && line.trim() !== '…')
        : []
    for (const [i, text] of texts.entries()) {
      const exit = /\s# exit (\d+)$/.exec(text)
      commands.push({
        text: text.replace(/\s+#[^'"]*$/, ''),
        exit: Number(exit?.[1] ?? 0),
        output: i === texts.length - 1 ? output : [],
      })
    }
  }
  return commands
}

/** The commands of a block: a quoted text may run over several lines. */
function joined(body: string): readonly string[] {
  const commands: string[] = []
  let open = ''
  for (const line of body.split('\n')) {
    open = open === '' ? line : `${open}\n${line}`
    if ((open.match(/"/g)?.length ?? 0) % 2 === 1) continue
    if (open.startsWith('npx glovebox ')) commands.push(open.trim())
    open = ''
  }
  return commands
}

/** A command line split as a shell would: words, '…' and "…". */
export function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
}
