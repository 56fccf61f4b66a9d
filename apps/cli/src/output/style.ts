/** Colours, or nothing where there is no terminal to show them. */
export type Style = {
  readonly isColoured: boolean
  readonly dim: (text: string) => string
  readonly bold: (text: string) => string
  readonly red: (text: string) => string
  readonly green: (text: string) => string
}

/** The style of one stream: `--no-color` and NO_COLOR win over FORCE_COLOR, which wins over the terminal. */
export function styleFor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
  wantsColour: boolean,
): Style {
  return style(wantsColour && isColoured(stream.isTTY === true, env))
}

function isColoured(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal && env.TERM !== 'dumb'
}

/** With colours or without. */
export function style(isColoured: boolean): Style {
  const sgr = (open: number, close: number) => (text: string) =>
    isColoured && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return { isColoured, dim: sgr(2, 22), bold: sgr(1, 22), red: sgr(31, 39), green: sgr(32, 39) }
}
