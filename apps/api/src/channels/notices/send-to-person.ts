import { type Approver, openVoters } from "@agentlattice/core/approval";
import { type ApprovalRecord, termsOf } from "@agentlattice/core/settle";
import { type ClaimedDelivery, grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { type AttemptResult, NOT_NEEDED } from "../outbox/attempt-result.ts";
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
async function readAddressee(deps: Deps, orgId: string, userId: string): Promise<Addressee | null> {
  return deps.database.inOrg(grantOrgScope(orgId), async (client) => {
    const member = await client.member.findFirst({ where: { orgId, userId }, include: { user: { select: { email: true } } } });
    if (!member) return null;
    const { name } = await client.organisation.findUniqueOrThrow({ where: { orgId }, select: { name: true } });
    return { userId, role: member.role, email: member.user.email, orgName: name, consoleUrl: deps.env.AL_CONSOLE_URL };
  });
}

/** The content of a message to a person: the requests that it is about, or none for a test message. */
interface PersonalMessage {
  readonly to: Addressee;
  readonly requests: readonly RequestNotice[];
  /** The delivery that gives the message its identity. */
  readonly first: ClaimedDelivery;
}

/**
 * Sends the due messages of a person on one channel as one message. Requests that ended or that the person may not decide any more are left
 * out, and nothing is sent when none remains.
 * INVARIANT: membership and eligibility are read at the time of the attempt, so a removed person receives nothing.
 */
export async function sendToPerson(
  deps: Deps,
  { orgId, userId, deliveries }: { orgId: string; userId: string; deliveries: readonly ClaimedDelivery[] },
  send: (message: PersonalMessage) => Promise<AttemptResult>,
): Promise<AttemptResult[]> {
  const to = await readAddressee(deps, orgId, userId);
  const isTest = deliveries.every(({ approval_id }) => approval_id === null);
  const read = to ? await Promise.all(deliveries.map((delivery) => readRequest(deps, orgId, to, delivery))) : [];
  const first = deliveries[isTest ? 0 : read.findIndex((request) => request !== null)];
  if (!to || !first) return deliveries.map(() => NOT_NEEDED);
  const result = await send({ to, requests: read.filter((request) => request !== null), first });
  return read.map((request) => (request || isTest ? result : NOT_NEEDED));
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
