import { NOTIFICATION_TEST_TYPE } from "@agentlattice/contract";
import { type ClaimedDelivery, grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { type AttemptResult, NOT_NEEDED } from "../outbox/attempt-result.ts";
import type { Claimed } from "../outbox/claim-turn.ts";
import type { Notice } from "./notice.ts";
import { readNotices } from "./read-notice.ts";

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

/** The content of a message to a person. A test message has no notices. */
interface PersonalMessage {
  readonly to: Addressee;
  readonly notices: readonly Notice[];
  /** True when the person got other messages on this channel shortly before. */
  readonly isMore: boolean;
  /** The delivery whose id the message has. */
  readonly first: ClaimedDelivery;
}

/**
 * Sends the due messages of a person on one channel as one message. Those that are not needed any more are left out, and nothing is sent
 * when none remains.
 * INVARIANT: membership and role are read at the time of the attempt, so a removed person receives nothing.
 */
export async function sendToPerson(
  deps: Deps,
  { orgId, userId, claimed: { deliveries, isMore } }: { orgId: string; userId: string; claimed: Claimed },
  send: (message: PersonalMessage) => Promise<AttemptResult>,
): Promise<AttemptResult[]> {
  const to = await readAddressee(deps, orgId, userId);
  const isTest = deliveries.every(({ type }) => type === NOTIFICATION_TEST_TYPE);
  const reader = to && { id: userId, role: to.role };
  const read = reader && !isTest ? await readNotices(deps, orgId, deliveries, reader) : deliveries.map(() => null);
  const first = deliveries[isTest ? 0 : read.findIndex((notice) => notice !== null)];
  if (!to || !first) return deliveries.map(() => NOT_NEEDED);
  const result = await send({ to, notices: read.filter((notice) => notice !== null), isMore, first });
  return read.map((notice) => (notice || isTest ? result : NOT_NEEDED));
}
