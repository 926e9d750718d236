import { decodeId } from "@agentlattice/core";
import { type ClaimedDelivery, grantOrgScope, type OrgClient } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { type ChannelEvent, readEvent } from "../outbox/message.ts";
import { revealText } from "./describe-request.ts";
import { findNoticeSource } from "./find-notice-source.ts";
import type { NamedAgent, Notice, NoticeContext } from "./notice.ts";

/** A member with the role of this moment, which the configuration may not have yet. */
interface Reader {
  /** UUID. */
  readonly id: string;
  readonly role: string;
}

/**
 * Reads the content of a message when it is sent. Returns null when the message is no longer needed, because the request ended, the
 * anomaly was marked as expected, or the event no longer concerns the person.
 * @param reader null for a channel of the organisation
 */
export async function readNotice(
  deps: Deps,
  orgId: string,
  { message_id: id }: Pick<ClaimedDelivery, "message_id">,
  reader: Reader | null,
): Promise<Notice | null> {
  const scope = grantOrgScope(orgId);
  const row = await deps.database.inOrg(scope, (client) => client.ledgerEntry.findFirst({ where: { orgId, id } }));
  const event = row && (await readEvent(deps, scope, row));
  const source = event && findNoticeSource(event);
  if (!source) return null;
  const { agent, isExpected } = await deps.database.inOrg(scope, async (client) => ({
    agent: await readAgentOf(client, orgId, event),
    isExpected: (await client.anomaly.count({ where: { orgId, entryId: id, expectedAt: { not: null } } })) > 0,
  }));
  if (isExpected) return null;
  const context = await noticeContext(deps, orgId, agent);
  const members = context.members.map((member) => (member.id === reader?.id ? { ...member, role: reader.role } : member));
  if (reader && !source.announce(event, { ...context, members }).people.includes(reader.id)) return null;
  return source.describe(event, context);
}

const READ_AT_ONCE = 8;

/** Reads the content of several messages, a few at a time, so that one large message does not take every connection. */
export async function readNotices(
  deps: Deps,
  orgId: string,
  deliveries: readonly Pick<ClaimedDelivery, "message_id">[],
  reader: Reader | null,
): Promise<(Notice | null)[]> {
  const notices: (Notice | null)[] = [];
  for (let i = 0; i < deliveries.length; i += READ_AT_ONCE) {
    const part = deliveries.slice(i, i + READ_AT_ONCE);
    notices.push(...(await Promise.all(part.map((delivery) => readNotice(deps, orgId, delivery, reader)))));
  }
  return notices;
}

/** Returns the state of the organisation to which an event about an agent is announced. */
export async function noticeContext(deps: Deps, orgId: string, agent: NamedAgent | null): Promise<NoticeContext> {
  const { members, policies } = await deps.configs.get(orgId);
  return { members, policies, agent, consoleUrl: deps.env.AL_CONSOLE_URL, now: deps.now() };
}

/** Reads the agent that an event is about; null for an event without one, and for an approval, which names its agent. */
export async function readAgentOf(client: OrgClient, orgId: string, { event, approval }: ChannelEvent): Promise<NamedAgent | null> {
  const agentId = approval || event.agent_id === null ? null : decodeId("agt", event.agent_id);
  if (agentId === null) return null;
  const select = { name: true, ownerUserId: true, rootAgentId: true } as const;
  const agent = await client.agent.findFirst({ where: { orgId, agentId }, select });
  if (!agent) return null;
  const rootId = agent.rootAgentId ?? agentId;
  const root = agent.rootAgentId === null ? agent : await client.agent.findFirst({ where: { orgId, agentId: agent.rootAgentId }, select });
  return { name: revealText(agent.name), rootId, rootName: revealText(root?.name ?? ""), ownerId: root?.ownerUserId ?? null };
}
