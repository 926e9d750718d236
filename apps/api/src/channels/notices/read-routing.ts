import type { OrgClient } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { toPreference } from "../preferences/preferences.ts";
import type { Address, NoticeRouting, SentNotice } from "./plan-notices.ts";

const DIRECT: readonly Address[] = [{ subscriptionId: null }];

/** Reads the settings for sending messages to people; null when no channel reaches anybody. */
export async function readNoticeRouting(
  deps: Deps,
  client: OrgClient,
  { orgId, now }: { readonly orgId: string; readonly now: number },
): Promise<NoticeRouting | null> {
  const browsers = await client.pushSubscription.findMany({ where: { orgId }, select: { userId: true, subscriptionId: true } });
  if (!deps.mail && browsers.length === 0) return null;
  const rows = await client.notificationPreference.findMany({ where: { orgId } });
  return {
    zone: (await deps.configs.get(orgId)).zone,
    preferences: new Map(rows.map((row) => [row.userId, toPreference(row)])),
    addressesOf: (channel, userId) => {
      if (channel === "push") return browsers.filter((browser) => browser.userId === userId);
      return channel === "email" && deps.mail ? DIRECT : [];
    },
    now,
  };
}

/** Reads the messages to people about a request. */
export async function sentNotices(client: OrgClient, orgId: string, approvalId: string): Promise<SentNotice[]> {
  const select = { userId: true, channel: true, createdAt: true } as const;
  const rows = await client.delivery.findMany({ where: { orgId, approvalId, userId: { not: null } }, select });
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.getTime() }));
}
