import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { machineIsolation } from '../machine-isolation.ts'
import { findMemoryGroups, makeMemoryGroup, removeMemoryGroup, sweepMemoryGroups } from './memory-group.ts'

const memberships: readonly (readonly [name: string, membership: string])[] = [
  ['no control groups', ''],
  ['groups of the older interface without memory', '3:cpuset:/\n'],
  ['the newer interface, in a group that has processes and is not ours', '0::/system.slice/glovebox.service\n'],
  ['a folder that makes no files', '4:memory:/here\n0::/unit.service/server\n'],
]

for (const [name, membership] of memberships)
  test(`${name}: nothing can be limited, and nothing is left behind`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'glovebox-groups-'))
    t.after(() => rmSync(folder, { recursive: true }))
    for (const path of ['memory/here', 'unit.service/server', 'system.slice/glovebox.service'])
      mkdirSync(join(folder, path), { recursive: true })
    writeFileSync(join(folder, 'membership'), membership)
    const files = { membership: join(folder, 'membership'), groups: folder }
    assert.equal(await findMemoryGroups(files), undefined)
    assert.deepEqual(readdirSync(join(folder, 'memory', 'here')), [])
    assert.deepEqual(readdirSync(join(folder, 'unit.service')), ['server'])
  })

test('a group goes when its run ends, and those of dead servers go at the start', async (t) => {
  const { memoryGroups } = await machineIsolation()
  if (memoryGroups === undefined) return t.diagnostic('this machine lets no control groups be made')
  const name = `glovebox-test-${process.pid}`
  const left = (): readonly string[] => readdirSync(memoryGroups.parent).filter((one) => one.startsWith(name))
  await removeMemoryGroup(await makeMemoryGroup(memoryGroups, `${name}-a`, 64))
  assert.deepEqual(left(), [])
  for (const one of ['b', 'c']) await makeMemoryGroup(memoryGroups, `${name}-${one}`, 64)
  await sweepMemoryGroups(memoryGroups, (one) => one === `${name}-b`)
  assert.deepEqual(left(), [`${name}-c`])
  await sweepMemoryGroups(memoryGroups, (one) => one.startsWith(name))
  assert.deepEqual(left(), [])
})
