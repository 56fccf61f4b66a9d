import type { Command } from 'commander'
import { version } from '../../version.ts'

/** `glovebox mcp`: lets an assistant on this machine use a server with this account's sign-in. */
export function addMcp(program: Command): void {
  program
    .command('mcp')
    .summary('let an assistant use a server (MCP over standard input and output)')
    .description(
      'Speaks the Model Context Protocol on standard input and output, so that an assistant can list collaborations, check analyses, run them and read budgets. It acts with the sign-in of glovebox login, or with the key in GLOVEBOX_TOKEN: give an assistant a key of its own, with few scopes and a cap on what it may spend.',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ glovebox mcp
  $ glovebox mcp --server https://rooms.example.org

In the configuration of an MCP client:
  {
    "mcpServers": {
      "glovebox": {
        "command": "glovebox",
        "args": ["mcp", "--server", "https://rooms.example.org"],
        "env": { "GLOVEBOX_TOKEN": "gbx_…" }
      }
    }
  }

Clients that speak streamable HTTP need no command: they take the address https://rooms.example.org/mcp and sign in
with OAuth.`,
    )
    .action(async (_, command: Command) => {
      const [{ connect, serverOf }, { serveStdio }] = await Promise.all([
        import('../../remote/connect.ts'),
        import('@glovebox/mcp'),
      ])
      await serveStdio({ client: connect(serverOf(command.optsWithGlobals<{ readonly server?: string }>())), version })
    })
}
