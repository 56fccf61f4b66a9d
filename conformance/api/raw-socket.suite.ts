import { connect } from 'node:net'

/** Sends bytes as they are to a server, and gives all that it answers until it closes or is silent. */
export async function sendRaw(url: string, bytes: string, quietMs = 400): Promise<string> {
  const { hostname, port } = new URL(url)
  return await new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(Buffer.from(bytes, 'latin1')))
    const chunks: Buffer[] = []
    const end = (): void => {
      socket.destroy()
      resolve(Buffer.concat(chunks).toString('latin1'))
    }
    socket.setTimeout(quietMs, end)
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('close', end)
    socket.on('error', end)
  })
}

/** The statuses of the answers among raw bytes. */
export function statusesOf(answered: string): readonly number[] {
  return [...answered.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map(([, status]) => Number(status))
}
