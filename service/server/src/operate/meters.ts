import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Served } from '../http/app.ts'

/** What Prometheus reads: how the server is, never what its members ask or hold. For the operator alone. */
export type Meters = {
  readonly served: (served: Served) => void
  readonly runEnded: (status: string) => void
  readonly text: () => Promise<string>
  readonly contentType: string
}

/** Opens the meters; `gauges` are read when somebody looks. */
export function openMeters(
  gauges: Readonly<Record<string, { readonly help: string; readonly read: () => Promise<number> | number }>>,
): Meters {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Counter({
    name: 'glovebox_http_requests_total',
    help: 'requests by route and status',
    labelNames: ['route', 'method', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'glovebox_http_request_seconds',
    help: 'how long requests took',
    labelNames: ['route'],
    buckets: [0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers,
  })
  const runs = new Counter({
    name: 'glovebox_runs_total',
    help: 'runs by how they ended',
    labelNames: ['status'],
    registers,
  })
  for (const [name, { help, read }] of Object.entries(gauges))
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read())
      },
    })
  return {
    served: ({ route, method, status, durationMs }) => {
      requests.inc({ route, method, status: String(status) })
      durations.observe({ route }, durationMs / 1000)
    },
    runEnded: (status) => runs.inc({ status }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
