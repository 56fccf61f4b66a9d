import {
  diffTemplateVersion,
  getApprovalRules,
  getTemplate,
  getTemplateVersion,
  listTemplates,
  proposeTemplate,
  proposeTemplateVersion,
  putApprovalRules,
  reviewTemplateVersion,
  withdrawTemplateVersion,
} from '@glovebox/api'
import { type ContributionWorld, contributorOf } from '../../collaboration/contribution-world.ts'
import * as rules from '../../collaboration/template/approval-rules.ts'
import * as propose from '../../collaboration/template/propose-template.ts'
import * as read from '../../collaboration/template/read-templates.ts'
import * as review from '../../collaboration/template/review-template.ts'
import { type Binding, bind } from '../binding.ts'
import { replyOf } from '../reply-of.ts'

/** Templates, what owners say of them, and what they approve by themselves. */
export function templateBindings(world: ContributionWorld): readonly Binding[] {
  return [
    bind(proposeTemplate, async ({ params, body, principal }) =>
      replyOf(await propose.proposeTemplate(world, contributorOf(principal), params.collaboration, body)),
    ),
    bind(listTemplates, async ({ params, principal }) =>
      replyOf(await read.listTemplates(world, principal.organisation, params.collaboration)),
    ),
    bind(getTemplate, async ({ params, principal }) =>
      replyOf(await read.readTemplate(world, principal.organisation, params.collaboration, params.template)),
    ),
    bind(proposeTemplateVersion, async ({ params: { collaboration, template }, body, principal }) =>
      replyOf(await propose.proposeVersion(world, contributorOf(principal), collaboration, template, body)),
    ),
    bind(getTemplateVersion, async ({ params: { collaboration, template, version }, principal }) =>
      replyOf(await read.readVersion(world, principal.organisation, collaboration, template, version)),
    ),
    bind(diffTemplateVersion, async ({ params: { collaboration, template, version }, query, principal }) =>
      replyOf(await read.diffVersions(world, principal.organisation, collaboration, template, version, query.against)),
    ),
    bind(reviewTemplateVersion, async ({ params: { collaboration, template, version }, body, principal }) =>
      replyOf(await review.reviewTemplate(world, contributorOf(principal), collaboration, template, version, body)),
    ),
    bind(withdrawTemplateVersion, async ({ params: { collaboration, template, version }, principal }) =>
      replyOf(await review.withdrawTemplate(world, contributorOf(principal), collaboration, template, version)),
    ),
    bind(getApprovalRules, async ({ params, principal }) =>
      replyOf(await rules.readApprovalRules(world.store.db, principal.organisation, params.collaboration)),
    ),
    bind(putApprovalRules, async ({ params, body, principal, request }) => {
      const who = contributorOf(principal)
      return replyOf(await rules.putApprovalRules(world, who, params.collaboration, body, request.ifMatch))
    }),
  ]
}
