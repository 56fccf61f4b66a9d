import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'

// Loaded before anything else: puts a bug into one module, on its way from disk. The working tree is not touched.

const { file, text, becomes } = JSON.parse(process.env.GLOVEBOX_BUG ?? '{}') as Record<string, string>
if (file === undefined || text === undefined || becomes === undefined) throw new Error('no bug is given')
const target = pathToFileURL(file).href
const source = readFileSync(file, 'utf8')

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    return url === target ? { ...loaded, source: source.replace(text, () => becomes) } : loaded
  },
})
