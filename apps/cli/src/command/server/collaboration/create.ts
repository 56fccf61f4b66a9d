import { type Command, Option } from 'commander'
import { onServer } from '../../../remote/on-server.ts'
import { readCollaborationFile } from '../../../remote/read-collaboration-file.ts'
import { countOf } from '../../count.ts'
import { addVerb, collect } from '../verb.ts'
import { collaborationFields } from './list.ts'
import { type CreateOptions, newCollaborationOf } from './new-collaboration.ts'

/** `glovebox collaboration create`: makes a collaboration out of options or out of a collaboration file. */
export function addCreate(noun: Command): void {
  addVerb(noun, 'create', {
    summary: 'make a collaboration and invite its members',
    description:
      'Makes a collaboration and invites its members, who see it once they accept. With -f, name, members and abilities come from a collaboration file; its tables, budgets and templates are brought by glovebox apply, by each member its own.',
    examples: [
      'collaboration create --name measurement --as publisher --member advertiser=org_aaaaaaaaaaaaaaaaaaaaaaaaaa:query,receive',
      'collaboration create -f collaboration.yaml --as publisher --organisation advertiser=org_aaaaaaaaaaaaaaaaaaaaaaaaaa',
    ],
  })
    .option('--name <name>', 'what it is called')
    .option('--description <text>', 'what it is for')
    .option('--as <member>', 'the name of your organisation in it')
    .option('--abilities <list>', 'what it may do: query,receive,contribute,train,pay')
    .option('--member <name=organisation:abilities>', 'someone to invite; repeat it for more', collect)
    .option('--organisation <name=id>', 'with -f: the organisation behind a member of the file; repeat it', collect)
    .option('--pay', 'agree to pay for runs where you have the ability pay')
    .option('--auto-approve <types>', 'changes that need nobody’s approval: add-member,remove-member,…')
    .option('--purposes <list>', 'what data may be analysed for; whoever asks names one')
    .option('--retention-days <count>', 'how long results are kept', countOf)
    .addOption(new Option('--minimum-isolation <level>', 'runs need at least this').choices(['sandbox', 'process']))
    .action(
      onServer<CreateOptions & { readonly file?: string }>(async ({ api, client, options, settings, show }) => {
        const document = options.file === undefined ? undefined : await readCollaborationFile(options.file, settings)
        const body = newCollaborationOf(options, document)
        const view = await client.call(api.createCollaboration, { body })
        await show.one(view, collaborationFields(view))
        await show.note(`${view.name} is made; ${body.members.length} invited`)
      }),
    )
}
