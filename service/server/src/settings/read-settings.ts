import { accepted, type Diagnostic, diagnostic, type Result, refused } from '@glovebox/diagnostics'
import { parse } from 'yaml'
import { documented, variableOf } from './documented.ts'
import { type Settings, settingsShape } from './settings.ts'

/** Reads settings: a YAML file, if there is one, and the environment over it. Says everything that is wrong, and where. */
export function readSettings(
  file: { readonly path: string; readonly text: string } | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Result<Settings> {
  const parsed = file === undefined ? { value: {}, diagnostics: [] } : readFile(file)
  if (parsed.value === undefined) return refused(parsed.diagnostics)
  const { value, diagnostics } = withEnvironment(parsed.value, environment)
  const decoded = settingsShape.decode(value, '')
  const wrong = decoded.ok
    ? []
    : decoded.mismatches.map(({ path, message }) => diagnostic('SETTINGS_INVALID', { setting: spelled(path), message }))
  const all = [...diagnostics, ...wrong]
  return decoded.ok && all.length === 0 ? accepted(decoded.value) : refused(all)
}

function readFile({ path, text }: { readonly path: string; readonly text: string }): {
  readonly value?: object
  readonly diagnostics: readonly Diagnostic[]
} {
  try {
    const value: unknown = parse(text, { maxAliasCount: 0, schema: 'core' }) ?? {}
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value, diagnostics: [] }
  } catch {
    // The parser quotes the file, and the file may hold secrets.
  }
  return { diagnostics: [diagnostic('SETTINGS_UNREADABLE', { path })] }
}

/** Every `GLOVEBOX_…` variable is a setting; one that is not would be a setting that silently does nothing. */
function withEnvironment(
  value: object,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly value: object; readonly diagnostics: readonly Diagnostic[] } {
  const settingOf = new Map(Object.keys(documented).map((setting) => [variableOf(setting), setting]))
  const copy = structuredClone(value) as Record<string, unknown>
  const diagnostics: Diagnostic[] = []
  for (const [variable, text] of Object.entries(environment)) {
    if (!variable.startsWith('GLOVEBOX_') || text === undefined || others.has(variable)) continue
    const setting = settingOf.get(variable)
    if (setting === undefined) diagnostics.push(diagnostic('SETTINGS_VARIABLE_UNKNOWN', { variable }))
    else put(copy, setting.split('.'), settingValue(setting, text))
  }
  return { value: copy, diagnostics }
}

/** Variables of the command line, which are not the server's. */
const others: ReadonlySet<string> = new Set([
  'GLOVEBOX_SERVER',
  'GLOVEBOX_TOKEN',
  'GLOVEBOX_SETTINGS',
  'GLOVEBOX_SEED',
  'GLOVEBOX_CONFIG_FOLDER',
  'GLOVEBOX_COLLABORATION',
  'GLOVEBOX_PASSWORD',
  'GLOVEBOX_CODE',
  'GLOVEBOX_SECRET',
  'GLOVEBOX_SESSION_TOKEN',
  'GLOVEBOX_DEBUG',
])

const structured: ReadonlySet<string> = new Set(['signIn.oidc', 'prices.perRun'])

function settingValue(setting: string, text: string): unknown {
  if (/^-?\d+$/.test(text) && setting !== 'keys.masterKey' && setting !== 'metrics.token') return Number(text)
  if (text === 'true' || text === 'false') return text === 'true'
  if (!structured.has(setting)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function put(target: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    target[key] = value
    return
  }
  const inner = target[key]
  const next = typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? inner : {}
  target[key] = next
  put(next as Record<string, unknown>, rest, value)
}

function spelled(pointer: string): string {
  return pointer === '' ? 'the settings' : pointer.slice(1).replaceAll('/', '.')
}
