import { randomBytes } from "node:crypto";
import type { SlackAuthorization, SlackLink, SlackLinkInput } from "@agentlattice/contract";
import { databaseNow, sha256 } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import { consoleLink } from "../../http/console-link.ts";
import type { PersonPrincipal } from "../../http/principal.ts";
import { hasSlackApp, openSlack, requireSlackApp } from "./open-slack.ts";

const STATE_MS = 10 * 60_000;

interface OfPerson {
  readonly principal: PersonPrincipal;
  readonly deps: Deps;
}

export async function readSlackLink({ principal: { scope, userId }, deps }: OfPerson): Promise<SlackLink> {
  const { orgId } = scope;
  const link = await deps.database.inOrg(scope, (client) => client.slackLink.findFirst({ where: { orgId, userId } }));
  return { configured: hasSlackApp(deps), linked: link !== null };
}

/** Starts the OAuth step. The state is stored as a hash. @throws AppError SLACK_NOT_CONFIGURED */
export async function startSlackLink({ principal: { scope, userId, sessionId }, deps }: OfPerson): Promise<SlackAuthorization> {
  const { clientId } = requireSlackApp(deps);
  const { orgId } = scope;
  const state = randomBytes(32).toString("base64url");
  await deps.database.inOrg(scope, async (client) => {
    const now = await databaseNow(client);
    await client.slackState.deleteMany({ where: { orgId, OR: [{ userId }, { expiresAt: { lte: now } }] } });
    const expiresAt = new Date(now.getTime() + STATE_MS);
    await client.slackState.create({ data: { orgId, stateHash: hashOf(state), userId, sessionId, expiresAt } });
  });
  const url = new URL("/oauth/v2/authorize", deps.env.AL_SLACK_API_URL);
  url.search = new URLSearchParams({ client_id: clientId, user_scope: "identity.basic", state, redirect_uri: redirectOf(deps) }).toString();
  return { authorize_url: url.href };
}

/**
 * Completes the OAuth step. INVARIANT: a state is valid once, only in the session that started the step, so nobody links their Slack account to
 * another person.
 * @throws AppError SLACK_NOT_CONFIGURED, SLACK_LINK_REFUSED, SLACK_ACCOUNT_TAKEN
 */
export async function completeSlackLink({ principal, deps, input }: OfPerson & { readonly input: SlackLinkInput }): Promise<SlackLink> {
  const app = requireSlackApp(deps);
  const { scope, userId, sessionId } = principal;
  const { orgId } = scope;
  const taken = await deps.database.inOrg(scope, async (client) => {
    const expiresAt = { gt: await databaseNow(client) };
    return client.slackState.deleteMany({ where: { orgId, stateHash: hashOf(input.state), userId, sessionId, expiresAt } });
  });
  if (taken.count === 0) throw refused();
  const { team, user } = await exchange(deps, app, input.code);
  await deps.database.inOrg(scope, async (client) => {
    const other = await client.slackLink.findFirst({ where: { orgId, teamId: team, slackUser: user, userId: { not: userId } } });
    if (other)
      throw new AppError("SLACK_ACCOUNT_TAKEN", {
        detail: "Another member has linked this Slack account. Use your own, or ask that person to remove the link.",
      });
    await client.slackLink.deleteMany({ where: { orgId, userId } });
    await client.slackLink.create({ data: { orgId, userId, teamId: team, slackUser: user, createdAt: await databaseNow(client) } });
  });
  return { configured: true, linked: true };
}

export async function removeSlackLink({ principal: { scope, userId }, deps }: OfPerson): Promise<void> {
  const { orgId } = scope;
  await deps.database.inOrg(scope, (client) => client.slackLink.deleteMany({ where: { orgId, userId } }));
}

/** Exchanges the code for the identity of the Slack account. Its access token is not kept. */
async function exchange(deps: Deps, { clientId, clientSecret }: ReturnType<typeof requireSlackApp>, code: string) {
  try {
    const answer = await openSlack(deps).oauth.v2.access({
      client_id: clientId,
      client_secret: clientSecret,
      code,
      redirect_uri: redirectOf(deps),
    });
    const [team, user] = [answer.team?.id, answer.authed_user?.id];
    if (team && user) return { team, user };
  } catch {
    // The error of the client may contain the secret of the app.
    throw refused();
  }
  throw refused();
}

function refused(): AppError {
  return new AppError("SLACK_LINK_REFUSED", {
    detail: "The step was not started in this session, was completed before, or was refused by Slack. Start it again.",
  });
}

const redirectOf = ({ env }: Deps) => consoleLink(env.AL_CONSOLE_URL, "/settings/notifications");
const hashOf = (state: string) => Buffer.from(sha256(Buffer.from(state)));
