import { type Approver, openVoters } from "@agentlattice/core/approval";
import { type ApprovalRecord, termsOf } from "@agentlattice/core/settle";
import { type ClaimedDelivery, grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { describeRequest, type RequestNotice } from "./describe-request.ts";
import { isAlert, reviewersOf } from "./plan-alerts.ts";

/** A member to whom a message is sent. */
export interface Addressee {
  readonly userId: string;
  readonly role: string;
  readonly email: string;
  readonly orgName: string;
  readonly consoleUrl: string;
}

/** Reads a person at the time of the attempt; null for a removed member. */
export async function readAddressee(deps: Deps, orgId: string, userId: string): Promise<Addressee | null> {
  return deps.database.inOrg(grantOrgScope(orgId), async (client) => {
    const member = await client.member.findFirst({ where: { orgId, userId }, include: { user: { select: { email: true } } } });
    if (!member) return null;
    const { name } = await client.organisation.findUniqueOrThrow({ where: { orgId }, select: { name: true } });
    return { userId, role: member.role, email: member.user.email, orgName: name, consoleUrl: deps.env.AL_CONSOLE_URL };
  });
}

/** Reads the requests of deliveries: each one that the person may decide or has to review now, otherwise null. */
export async function readRequests(
  deps: Deps,
  orgId: string,
  person: Addressee,
  deliveries: readonly ClaimedDelivery[],
): Promise<(RequestNotice | null)[]> {
  return Promise.all(deliveries.map((delivery) => readRequest(deps, orgId, person, delivery)));
}

async function readRequest(
  deps: Deps,
  orgId: string,
  person: Addressee,
  { approval_id, type }: ClaimedDelivery,
): Promise<RequestNotice | null> {
  if (approval_id === null) return null;
  const approval = await deps.readApproval(grantOrgScope(orgId), approval_id);
  if (!approval) return null;
  const { members } = await deps.configs.get(orgId);
  const people = members.map((member) => (member.id === person.userId ? { ...member, role: person.role } : member));
  const addressed = isAlert(type) ? reviewersOf(approval.record, people) : votersOf(approval.record, people, deps.now());
  return addressed.includes(person.userId) ? describeRequest(approval, deps.env.AL_CONSOLE_URL) : null;
}

function votersOf(record: ApprovalRecord, people: readonly Approver[], now: number): readonly string[] {
  return record.status === "pending" ? openVoters(termsOf(record), record.progress, { people, now }) : [];
}
