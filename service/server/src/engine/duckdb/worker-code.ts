import { readdir, readFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'

/** The modules of a worker by file name, as JavaScript. */
export type WorkerCode = ReadonlyMap<string, string>

/** The module that a worker starts with. */
export const workerEntry = 'main.mjs'

let loaded: Promise<WorkerCode> | undefined

/** The worker's modules. Their types are taken out here, once, and not in every worker: that would double its start. */
export function workerCode(): Promise<WorkerCode> {
  loaded ??= readCode(new URL('./worker/', import.meta.url))
  return loaded
}

/** The modules of a folder. */
export async function readCode(folder: URL): Promise<WorkerCode> {
  const names = (await readdir(folder)).filter((name) => /\.(ts|js)$/.test(name) && !/\.(test|d)\.(ts|js)$/.test(name))
  const modules = names.map(async (name) => {
    const text = await readFile(new URL(name, folder), 'utf8')
    return [moduleName(name), withModuleNames(name.endsWith('.ts') ? withoutTypes(text) : text)] as const
  })
  return new Map(await Promise.all(modules))
}

function moduleName(name: string): string {
  return name.replace(/\.(ts|js)$/, '.mjs')
}

function withModuleNames(text: string): string {
  return text.replace(/(from\s+'\.\/[^']+)\.(?:ts|js)'/g, "$1.mjs'")
}

/** Node warns that this is experimental; whoever runs a query need not know. */
function withoutTypes(text: string): string {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return stripTypeScriptTypes(text)
  } finally {
    process.emitWarning = emitWarning
  }
}
