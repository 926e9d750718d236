import type { RoleName } from "@agentlattice/db";
import { grantOrgScope, isSealed } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import { organisationClosing } from "../../http/organisation-closing.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { rowTampered } from "../../http/row-tampered.ts";

export interface SlackUser {
  readonly team: string;
  readonly user: string;
}

/**
 * Returns the member whose Slack account clicked, with the current role. A click is only a claim of a Slack account, so each click reads the
 * link and the membership again.
 * @throws AppError SLACK_NOT_LINKED, ORGANISATION_CLOSING
 */
export async function findLinkedPerson(deps: Deps, orgId: string, { team, user }: SlackUser): Promise<PersonPrincipal> {
  const scope = grantOrgScope(orgId);
  const [head] = await deps.database.lookups.headVersions([orgId]);
  const found =
    head &&
    (await deps.database.inOrg(scope, (client) =>
      client.slackLink.findFirst({ where: { orgId, teamId: team, slackUser: user }, include: { member: { include: { user: true } } } }),
    ));
  if (!found)
    throw new AppError("SLACK_NOT_LINKED", {
      detail: "Your Slack account is not linked. Link it in the console under Settings → Notifications.",
    });
  const organisation = await deps.database.inOrg(scope, (client) =>
    client.organisation.findUniqueOrThrow({ where: { orgId }, select: { purgeAt: true } }),
  );
  if (organisation.purgeAt !== null) throw organisationClosing();
  const { member } = found;
  if (!isSealed(member.seal, deps.database.sealsOf(orgId).member(member))) throw rowTampered("member");
  return {
    kind: "person",
    scope,
    configVersion: head.configVersion,
    userId: member.userId,
    role: member.role as RoleName,
    email: member.user.email,
    name: member.user.name,
    sessionId: "",
    unconfirmed: false,
    expiresAt: deps.now(),
    purgeAt: null,
    refresh: () => findLinkedPerson(deps, orgId, { team, user }),
  };
}
