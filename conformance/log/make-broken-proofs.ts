import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  appendLeaf,
  emptyTree,
  type Hash,
  hashLeaf,
  makeProof,
  type NodeId,
  planConsistency,
  planInclusion,
  rootOf,
  utf8,
} from '@glovebox/crypto'
import { consistencyBreaks } from './break-consistency.ts'
import { inclusionBreaks } from './break-inclusion.ts'
import type { ProofFile } from './proof-file.ts'

// Makes the files of this folder: for each good proof one file for each way of breaking it. `node` with this file
// rewrites them.

const leaves = Array.from({ length: 13 }, (_, index) => hashLeaf(utf8(`entry ${index}`)))
const nodes = new Map<string, Hash>()
let tree = emptyTree
for (const leaf of leaves) {
  const appended = appendLeaf(tree, leaf)
  tree = appended.tree
  for (const { level, index, hash } of appended.added) nodes.set(`${level}/${index}`, hash)
}
const stored = ({ level, index }: NodeId): Hash => nodes.get(`${level}/${index}`) ?? ''
const rootAt = (size: number): Hash => rootOf(leaves.slice(0, size))

const goodInclusions = [
  [0, 1],
  [0, 8],
  [5, 8],
  [6, 7],
  [4, 13],
] as const
const goodConsistencies = [
  [1, 8],
  [4, 7],
  [6, 8],
  [7, 13],
  [12, 13],
] as const

/** Every file: its path in this folder and what stands in it. */
export function proofFiles(): ReadonlyMap<string, ProofFile> {
  const files: [string, ProofFile][] = []
  for (const [index, size] of goodInclusions) {
    const proof = makeProof(planInclusion(index, size), stored)
    const good = { index, leafHash: leaves[index] ?? '', size, root: rootAt(size), proof }
    const of = `leaf ${index} in a tree of ${size}`
    const path = (name: string): string => `inclusion/${index}-of-${size}/${name}.json`
    files.push([path('happy-path'), { kind: 'inclusion', name: of, claim: good, wantError: null }])
    for (const { name, wantError, change } of inclusionBreaks) {
      const claim = change(good)
      if (claim !== undefined) files.push([path(name), { kind: 'inclusion', name: `${of}: ${name}`, claim, wantError }])
    }
  }
  for (const [oldSize, newSize] of goodConsistencies) {
    const proof = makeProof(planConsistency(oldSize, newSize), stored)
    const good = { oldSize, oldRoot: rootAt(oldSize), newSize, newRoot: rootAt(newSize), proof }
    const of = `a tree of ${newSize} begins with one of ${oldSize}`
    const path = (name: string): string => `consistency/${oldSize}-to-${newSize}/${name}.json`
    files.push([path('happy-path'), { kind: 'consistency', name: of, claim: good, wantError: null }])
    for (const { name, wantError, change } of consistencyBreaks) {
      const claim = change(good)
      if (claim !== undefined)
        files.push([path(name), { kind: 'consistency', name: `${of}: ${name}`, claim, wantError: wantError(good) }])
    }
  }
  return new Map(files)
}

/** The text of a file: short lists on one line, as the formatter has them. */
export function spellProofFile(file: ProofFile): string {
  const text = JSON.stringify(file, null, 2)
  return `${text.replace(/^( *"proof": )\[\n([^\]]*)\n *\]/m, (list, key: string, lines: string) => {
    const short = `${key}[${lines.replaceAll(/\n? {2,}/g, ' ').trim()}]`
    return short.length < lineWidth ? short : list
  })}\n`
}

const lineWidth = 120

/** The folder that the files are in. */
export const proofFolder: string = fileURLToPath(new URL('.', import.meta.url))

if (import.meta.main) {
  for (const kind of ['inclusion', 'consistency']) rmSync(`${proofFolder}${kind}`, { recursive: true, force: true })
  for (const [path, file] of proofFiles()) {
    mkdirSync(dirname(`${proofFolder}${path}`), { recursive: true })
    writeFileSync(`${proofFolder}${path}`, spellProofFile(file))
  }
}
