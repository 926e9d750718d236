import type { OpenSession } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { endSessions } from "./end-sessions.ts";

const MINUTE_MS = 60_000;

interface OwnCall {
  readonly principal: PersonPrincipal;
  readonly deps: Pick<Deps, "database" | "env" | "newId" | "now">;
}

/** Lists the open sessions of the person in all their organisations, newest first. */
export async function listSessions({ principal, deps }: OwnCall): Promise<OpenSession[]> {
  const { userId } = principal;
  const now = deps.now();
  const idleSince = new Date(now - deps.env.AL_SESSION_IDLE_MINUTES * MINUTE_MS);
  const found: OpenSession[] = [];
  for (const { org_id: orgId, org_name } of await deps.database.lookups.memberships(userId)) {
    const where = { orgId, userId, endedAt: null, expiresAt: { gt: new Date(now) }, lastSeenAt: { gt: idleSince } };
    const rows = await deps.database.inOrg(grantOrgScope(orgId), (client) => client.session.findMany({ where }));
    for (const row of rows)
      found.push({
        id: encodeId("ses", row.sessionId),
        org_id: encodeId("org", orgId),
        org_name,
        current: row.sessionId === principal.sessionId,
        created_at: row.createdAt.toISOString(),
        last_used_at: row.lastSeenAt.toISOString(),
        expires_at: row.expiresAt.toISOString(),
        address: row.address,
        user_agent: row.userAgent,
      });
  }
  return found.sort((one, two) => two.created_at.localeCompare(one.created_at));
}

/** Ends a session of the person in any of their organisations. @throws AppError NOT_FOUND */
export async function endSession({ principal, id, deps }: OwnCall & { id: string }): Promise<void> {
  const sessionId = decodeId("ses", id);
  const ended = sessionId ? await endInAll({ principal, deps }, { only: sessionId }) : 0;
  if (ended === 0) throw new AppError("NOT_FOUND", { detail: "You have no such open session. It may have ended already." });
}

/** Ends all sessions of the person except the current one. Returns their number. */
export function endOtherSessions({ principal, deps }: OwnCall): Promise<number> {
  return endInAll({ principal, deps }, { except: principal.sessionId });
}

async function endInAll({ principal, deps }: OwnCall, which: { only?: string; except?: string }): Promise<number> {
  let ended = 0;
  for (const { org_id: orgId } of await deps.database.lookups.memberships(principal.userId)) {
    const { result } = await deps.database.audited(grantOrgScope(orgId), async (context) => {
      const entries = await endSessions(deps, context, { orgId, userId: principal.userId, ...which });
      return { result: entries.length, entries, changesAnswers: false };
    });
    ended += result;
  }
  return ended;
}
