import { spawn } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bug } from './bugs/bug.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const here = (name: string): string => join(root, 'conformance/privacy', name)
const everyTest: readonly string[] = globSync('{core,service,conformance}/**/*.test.ts', {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
}).filter((path) => !path.endsWith('.long.test.ts'))

/** How often the text that a bug changes stands in its file; a bug is anchored where that is once. */
export function occurrences({ file, text }: Bug): number {
  return readFileSync(join(root, file), 'utf8').split(text).length - 1
}

/** The tests that are to find a bug. Throws where there is none of that name. */
export function testsOf({ foundBy }: Bug): readonly string[] {
  return (foundBy.tests ?? []).flatMap((fragment) => {
    const files = everyTest.filter((path) => path.includes(fragment))
    if (files.length === 0) throw new Error(`no test is called ${fragment}`)
    return files
  })
}

/** What came of a run: whether anything was found, and the end of what was said. */
export type Outcome = { readonly isFound: boolean; readonly said: string }

/** Computes exact losses, then runs tests, with the bug in place, until something finds it. */
export async function runWith(bug: Bug): Promise<Outcome> {
  const environment = { ...process.env, GLOVEBOX_BUG: JSON.stringify({ ...bug, file: join(root, bug.file) }) }
  const questions = bug.foundBy.questions ?? []
  const runs = [
    ...(questions.length === 0 ? [] : [[here('exact-loss.ts'), ...questions]]),
    ...testsOf(bug).map((file) => ['--test', '--test-isolation=none', '--test-reporter=tap', join(root, file)]),
  ]
  let said = ''
  for (const run of runs) {
    const { code, text } = await node(
      ['--import', join(root, 'scripts/fixed-seed.ts'), '--import', here('with-bug.ts'), ...run],
      environment,
    )
    said = text
    if (code !== 0) return { isFound: true, said }
  }
  return { isFound: false, said }
}

function node(
  parameters: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly text: string }> {
  // The context of the tests around this would make the child report to them.
  const { NODE_TEST_CONTEXT: _, ...environment } = env
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, parameters, {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let text = ''
    const hear = (chunk: Buffer): void => {
      text = `${text}${chunk}`.slice(-20_000)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, text }))
  })
}
