import { type ClaimedDelivery, grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { describeEmergency, describeRequest, type RequestNotice } from "../notices/describe-request.ts";
import { isAlert } from "../notices/plan-alerts.ts";
import { type AttemptResult, NOT_NEEDED } from "../outbox/attempt-result.ts";
import { postMessage } from "../outbox/post-message.ts";
import { type EndpointRow, openUrl } from "../webhooks/endpoint-row.ts";

/** Sends an Adaptive Card to the webhook of a Workflow, with a link to the console. */
export async function sendToTeams(deps: Deps, endpoint: EndpointRow, { approval_id, type }: ClaimedDelivery): Promise<AttemptResult> {
  const { orgId } = endpoint;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const approval = approval_id === null ? null : await deps.readApproval(grantOrgScope(orgId), approval_id);
  const notice = approval ? describeRequest(approval, deps.env.AL_CONSOLE_URL) : null;
  const isNeeded = isAlert(type) ? notice?.emergency : notice?.status === "pending";
  if (approval_id !== null && !isNeeded) return NOT_NEEDED;
  return postMessage(deps, new URL(openUrl(dataKey, endpoint)), {}, JSON.stringify(envelope(notice ? writeCard(notice) : TEST)));
}

const TEST = { type: "AdaptiveCard", version: "1.5", body: [textBlock("Requests of AgentLattice reach this channel.")] };

function envelope(card: object) {
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: card }] };
}

function writeCard(notice: RequestNotice) {
  const facts: readonly (readonly [string, string])[] = [
    ["Action", notice.action],
    ["Agent", notice.agent],
    ["Environment", notice.environment],
    ["Policy", notice.policy],
    ["Risk", notice.risk],
    ...(notice.emergency ? [] : [["Expires", notice.expiresAt] as const]),
    ["Digest", notice.digest.slice(0, 16)],
  ];
  return {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.5",
    body: [
      { ...textBlock(notice.emergency ? "Emergency release" : "Approval needed"), weight: "Bolder", size: "Medium" },
      ...(notice.emergency ? [textBlock(describeEmergency(notice.emergency))] : []),
      ...(notice.summary === null ? [] : [textBlock(`${notice.summary} (written by the agent, not checked)`)]),
      ...(notice.target === null ? [] : [textBlock(`Target: ${notice.target}`)]),
      { type: "FactSet", facts: facts.map(([title, value]) => ({ title, value: plain(value) })) },
    ],
    actions: [{ type: "Action.OpenUrl", title: notice.emergency ? "Read and review" : "Read and decide", url: notice.link }],
  };
}

function textBlock(text: string) {
  return { type: "TextBlock", text: plain(text), wrap: true };
}

/** Cards format Markdown, so its characters are escaped. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-!|<>~]/g, "\\$&");
}
