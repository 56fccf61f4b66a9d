import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { securityHeaders } from '../../service/server/src/http/security-headers.ts'
import { listen } from '../../service/server/src/operate/listen.ts'

/** The peer of a route: Hono alone, which checks a token by its hash, reads JSON and answers with what it is given. */
export async function bareServer(token: string, answer: string): Promise<{ url: string; close: () => Promise<void> }> {
  const hash = createHash('sha256').update(token).digest()
  const app = new Hono()
  app.post('*', async (context) => {
    const given = /^bearer +(\S+) *$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? ''
    if (!timingSafeEqual(createHash('sha256').update(given).digest(), hash)) return context.json({}, 401)
    await context.req.json()
    for (const [name, value] of Object.entries(securityHeaders)) context.header(name, value)
    context.header('x-request-id', `req_${randomUUID()}`)
    context.header('cache-control', 'no-store')
    return context.body(answer, 200, { 'content-type': 'application/json' })
  })
  const listening = await listen({
    host: '127.0.0.1',
    port: 0,
    fetch: (request, env) => app.fetch(request, env as object),
  })
  return { url: `http://127.0.0.1:${listening.port}`, close: () => listening.close(1000) }
}
