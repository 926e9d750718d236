import type { Membership, SessionView } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { MembershipRecord } from "@agentlattice/db";
import type { z } from "zod";
import type { PersonPrincipal } from "../http/principal.ts";
import { describeRights } from "../http/you.ts";

export function toMembership({ org_id, org_name, role }: MembershipRecord): z.output<typeof Membership> {
  return { org_id: encodeId("org", org_id), org_name, role };
}

export function toSessionView(person: PersonPrincipal, memberships: readonly MembershipRecord[], now: number): SessionView {
  return {
    expires_at: new Date(person.expiresAt).toISOString(),
    user: { id: encodeId("usr", person.userId), email: person.email, name: person.name },
    org_id: encodeId("org", person.scope.orgId),
    role: person.role,
    memberships: memberships.map(toMembership),
    purge_at: person.purgeAt === null ? null : new Date(person.purgeAt).toISOString(),
    server_time: new Date(now).toISOString(),
    you: describeRights(person),
  };
}
