import { TEST_TYPE } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { type ClaimedDelivery, grantOrgScope } from "@agentlattice/db";
import { ErrorCode, type WebClient } from "@slack/web-api";
import type { Deps } from "../../deps.ts";
import { EgressError } from "../../egress/egress-error.ts";
import { readNotice } from "../notices/read-notice.ts";
import { isAlert } from "../notices/release-notices.ts";
import { sendToChat } from "../notices/send-to-chat.ts";
import { type AttemptResult, NOT_NEEDED } from "../outbox/attempt-result.ts";
import type { Claimed } from "../outbox/claim-turn.ts";
import { type EndpointRow, openSecret, openSlackChannel } from "../webhooks/endpoint-row.ts";
import { openSlack } from "./open-slack.ts";
import { writeSlackAlert } from "./write-alert.ts";
import { type SlackMessage, writeSlackMessage } from "./write-message.ts";
import { writeSlackBundle, writeSlackNotice } from "./write-notice.ts";

const TEST: SlackMessage = {
  text: "Test message of AgentLattice",
  blocks: [{ type: "section", text: { type: "plain_text", text: "Requests of AgentLattice reach this channel.", emoji: false } }],
};
/** Errors that another attempt cannot resolve. */
const FINAL = new Set(["channel_not_found", "is_archived", "invalid_blocks", "msg_too_long", "message_not_found", "cant_update_message"]);

/** Posts the message of a request, or changes the one that was posted, to the current state of the request. */
export async function sendToSlack(deps: Deps, endpoint: EndpointRow, claimed: Claimed): Promise<AttemptResult[]> {
  const { orgId } = endpoint;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const client = openSlack(deps, openSecret(dataKey, endpoint, endpoint.secret));
  const channel = openSlackChannel(dataKey, endpoint);
  const attempt = (sending: Promise<AttemptResult>) => sending.catch(toResult);
  return sendToChat(deps, orgId, claimed, {
    one: async (delivery) => {
      const message = await messageOf(deps, orgId, delivery);
      return message ? attempt(postOrUpdate(client, channel, delivery, message)) : NOT_NEEDED;
    },
    // Without a receipt: no button decides several requests, so the message does not change with them.
    several: (bundle) =>
      attempt(
        client.chat.postMessage({ ...writeSlackBundle(bundle), channel, ...PLAIN_LINKS }).then(() => ({ outcome: "OK", statusCode: 200 })),
      ),
  });
}

async function messageOf(deps: Deps, orgId: string, delivery: ClaimedDelivery): Promise<SlackMessage | null> {
  const { approval_id, receipt, type } = delivery;
  if (type === TEST_TYPE) return TEST;
  if (approval_id === null) {
    const notice = await readNotice(deps, orgId, delivery, null);
    return notice && writeSlackNotice(notice);
  }
  const approval = await deps.readApproval(grantOrgScope(orgId), approval_id);
  if (!approval) return null;
  const isNeeded = isAlert(type) ? approval.view.emergency?.reviewed_by === null : approval.view.status === "pending";
  if (receipt === null && !isNeeded) return null;
  const { AL_CONSOLE_URL: consoleUrl } = deps.env;
  return isAlert(type) ? writeSlackAlert(approval, consoleUrl) : writeSlackMessage(approval, orgId, consoleUrl);
}

/** Returns the id of a posted message, by which it is changed and by which a click in it is recognised. */
export const receiptOf = (channel: string, ts: string): string => `${channel} ${ts}`;

const PLAIN_LINKS = { unfurl_links: false, unfurl_media: false };

async function postOrUpdate(client: WebClient, channel: string, delivery: ClaimedDelivery, message: SlackMessage): Promise<AttemptResult> {
  const [postedIn, ts] = delivery.receipt?.split(" ") ?? [];
  if (postedIn && ts) {
    await client.chat.update({ ...message, channel: postedIn, ts });
    return { outcome: "OK", statusCode: 200 };
  }
  const metadata = { event_type: "agentlattice_request", event_payload: { message_id: encodeId("msg", delivery.message_id) } };
  const posted = await client.chat.postMessage({ ...message, channel, metadata, ...PLAIN_LINKS });
  return { outcome: "OK", statusCode: 200, ...(posted.channel && posted.ts ? { receipt: receiptOf(posted.channel, posted.ts) } : {}) };
}

interface SlackFailure {
  readonly code?: string;
  readonly data?: { readonly error?: string };
  readonly retryAfter?: number;
  readonly statusCode?: number;
  readonly original?: unknown;
}

function toResult(error: unknown): AttemptResult {
  const { code, data, retryAfter, statusCode, original } = error as SlackFailure;
  if (original instanceof EgressError) return { outcome: original.code, statusCode: null };
  if (error instanceof EgressError) return { outcome: error.code, statusCode: null };
  if (code === ErrorCode.RateLimitedError) return { outcome: "HTTP_STATUS", statusCode: 429, retryAfter: retryAfter ?? null };
  if (code === ErrorCode.HTTPError) return { outcome: "HTTP_STATUS", statusCode: statusCode ?? null };
  if (code === ErrorCode.PlatformError) return { outcome: "SLACK_REFUSED", statusCode: 200, isFinal: FINAL.has(data?.error ?? "") };
  if (code === ErrorCode.RequestError) return { outcome: "CONNECTION_FAILED", statusCode: null };
  throw error;
}
