import { databaseNow, grantOrgScope, sha256 } from "@agentlattice/db";
import webPush from "web-push";
import type { Deps } from "../../deps.ts";
import { sendToPerson } from "../notices/send-to-person.ts";
import type { AttemptResult } from "../outbox/attempt-result.ts";
import type { Claimed } from "../outbox/claim-turn.ts";
import { postMessage } from "../outbox/post-message.ts";
import { openSubscription } from "../seal-channel.ts";
import { type PushContent, writePush, writeTestPush } from "./write-push.ts";

/** The browser was removed, or its push service has reported the end of the subscription. */
const ENDED: AttemptResult = { outcome: "SUBSCRIPTION_ENDED", statusCode: null, isFinal: true, isDropped: true };
/** Statuses by which a push service reports that a subscription has ended (RFC 8030, section 7.3). */
const GONE = new Set<number | null>([404, 410]);
const TOO_LARGE = 413;
/** Seconds for which the push service keeps a message for a browser that is offline. */
const MESSAGE_TTL_S = 24 * 3_600;
const MAX_TOPIC = 32;

/** Sends the due messages to one browser of a person as one message. */
export function sendPush(deps: Deps, orgId: string, userId: string, claimed: Claimed): Promise<AttemptResult[]> {
  return sendToPerson(deps, { orgId, userId, claimed }, ({ to, notices, isMore, first }) => {
    const content = notices.length === 0 ? writeTestPush(to) : writePush(notices, isMore, to);
    const expiries = notices.flatMap(({ expiresAt }) =>
      expiresAt === null ? [] : Math.ceil((Date.parse(expiresAt) - deps.now()) / 1_000),
    );
    return send(deps, { orgId, userId, subscriptionId: first.subscription_id ?? "" }, content, expiries);
  });
}

interface Browser {
  readonly orgId: string;
  readonly userId: string;
  readonly subscriptionId: string;
}

async function send(deps: Deps, browser: Browser, content: PushContent, expiries: readonly number[]): Promise<AttemptResult> {
  const scope = grantOrgScope(browser.orgId);
  const row = await deps.database.inOrg(scope, (client) => client.pushSubscription.findFirst({ where: { ...browser } }));
  if (!row) return ENDED;
  const { data: dataKey } = await deps.database.keysOf(browser.orgId);
  const subscription = JSON.parse(openSubscription({ dataKey, ...browser }, row.sealed)) as webPush.PushSubscription;
  const { publicKey, privateKey, contact } = deps.vapid;
  const { endpoint, headers, body } = webPush.generateRequestDetails(subscription, JSON.stringify(content), {
    vapidDetails: { subject: contact, publicKey, privateKey },
    TTL: Math.max(60, Math.min(MESSAGE_TTL_S, ...expiries)),
    urgency: "high",
    // A later message about the same subject replaces one that the browser has not fetched yet.
    topic: Buffer.from(sha256(Buffer.from(`${browser.subscriptionId} ${content.tag}`)))
      .toString("base64url")
      .slice(0, MAX_TOPIC),
  });
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  const result = await postMessage(deps, new URL(endpoint), lowerCase, body);
  const isGone = GONE.has(result.statusCode);
  if (isGone) await deps.database.inOrg(scope, (client) => client.pushSubscription.deleteMany({ where: { ...browser } }));
  if (result.outcome === "OK")
    await deps.database.inOrg(scope, async (client) =>
      client.pushSubscription.updateMany({ where: { ...browser }, data: { usedAt: await databaseNow(client) } }),
    );
  return { ...result, isFinal: result.isFinal || isGone || result.statusCode === TOO_LARGE };
}
