import { openServer, type Settings } from '../../service/server/src/index.ts'

// A server in a process of its own, whose memory and time on the processor are nobody else's.

const settings = JSON.parse(process.argv[2] ?? '{}') as Settings
const began = performance.now()
const opened = await openServer({ settings, version: '0.0.0-bench', log: { write: () => {} } })
if (!opened.ok) throw new Error(opened.diagnostics.map(({ message }) => message).join('; '))
const openedMs = performance.now() - began
process.send?.({ url: opened.value.url, openedMs })
process.on('message', (message) => {
  if (message === 'close') void opened.value.close(1000).then(() => process.exit(0))
  else process.send?.({ rss: process.memoryUsage.rss(), cpu: process.cpuUsage() })
})
