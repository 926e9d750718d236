import { encodeId } from "@agentlattice/core";
import { openVoters } from "@agentlattice/core/approval";
import { termsOf } from "@agentlattice/core/settle";
import { type ClaimedDelivery, grantOrgScope } from "@agentlattice/db";
import { loadApprovals } from "../../approvals/load-approvals.ts";
import type { Deps } from "../../deps.ts";
import type { Message } from "../../mail/mail.ts";
import { describeRequest, type RequestNotice } from "../notices/describe-request.ts";
import { type AttemptResult, NOT_NEEDED } from "../outbox/attempt-result.ts";
import { type Recipient, writeRequestMail, writeTestMail } from "./write-email.ts";

const NO_SERVER: AttemptResult = { outcome: "MAIL_NOT_CONFIGURED", statusCode: null };
const PERMANENT = 500;

/**
 * Sends the due messages of a person as one e-mail. Requests that ended or that the person may not decide any more are left out.
 * INVARIANT: membership and eligibility are read at the time of the attempt, so a removed person receives nothing.
 */
export async function sendEmail(
  deps: Deps,
  orgId: string,
  userId: string,
  deliveries: readonly ClaimedDelivery[],
): Promise<AttemptResult[]> {
  const to = await readRecipient(deps, orgId, userId);
  if (!to) return deliveries.map(() => NOT_NEEDED);
  const requests = await Promise.all(deliveries.map((delivery) => readRequest(deps, orgId, to, delivery)));
  const needed = requests.filter((request) => request !== null);
  const isTest = deliveries.every(({ approval_id }) => approval_id === null);
  if (needed.length === 0 && !isTest) return deliveries.map(() => NOT_NEEDED);
  const first = deliveries[isTest ? 0 : requests.findIndex((request) => request !== null)] as ClaimedDelivery;
  const messageId = `<${encodeId("msg", first.message_id)}.${encodeId("usr", userId)}@${new URL(deps.env.AL_CONSOLE_URL).hostname}>`;
  const mail = isTest ? writeTestMail(to) : await writeRequestMail(needed, to);
  const result = await send(deps, { ...mail, messageId });
  return requests.map((request) => (request || isTest ? result : NOT_NEEDED));
}

interface Addressee extends Recipient {
  readonly userId: string;
  readonly role: string;
}

async function readRecipient(deps: Deps, orgId: string, userId: string): Promise<Addressee | null> {
  return deps.database.inOrg(grantOrgScope(orgId), async (client) => {
    const member = await client.member.findFirst({ where: { orgId, userId }, include: { user: { select: { email: true } } } });
    if (!member) return null;
    const { name } = await client.organisation.findUniqueOrThrow({ where: { orgId }, select: { name: true } });
    return { userId, role: member.role, email: member.user.email, orgName: name, consoleUrl: deps.env.AL_CONSOLE_URL };
  });
}

/** Reads a request that the person may decide now, or null. */
async function readRequest(deps: Deps, orgId: string, person: Addressee, { approval_id }: ClaimedDelivery): Promise<RequestNotice | null> {
  if (approval_id === null) return null;
  const [approval] = await loadApprovals(deps, grantOrgScope(orgId), { approvalId: approval_id, limit: 1 });
  if (approval?.record.status !== "pending") return null;
  const { members } = await deps.configs.get(orgId);
  const people = members.map((member) => (member.id === person.userId ? { ...member, role: person.role } : member));
  const voters = openVoters(termsOf(approval.record), approval.record.progress, { people, now: deps.now() });
  return voters.includes(person.userId) ? describeRequest(approval, deps.env.AL_CONSOLE_URL) : null;
}

/** INVARIANT: neither the result nor a log contains the address, which the error of the mail server may. */
async function send({ mail }: Deps, message: Message): Promise<AttemptResult> {
  if (!mail) return NO_SERVER;
  try {
    await mail.send(message);
    return { outcome: "OK", statusCode: null };
  } catch (error) {
    const { responseCode, code } = error as { readonly responseCode?: number; readonly code?: string };
    if (typeof responseCode === "number")
      return { outcome: "MAIL_REFUSED", statusCode: responseCode, isFinal: responseCode >= PERMANENT && code === "EENVELOPE" };
    return { outcome: code === "ETIMEDOUT" ? "TIMEOUT" : "CONNECTION_FAILED", statusCode: null };
  }
}
