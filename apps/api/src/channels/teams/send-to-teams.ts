import { TEST_TYPE } from "@agentlattice/contract";
import type { Deps } from "../../deps.ts";
import type { CombinedNotice } from "../notices/combine-notices.ts";
import type { Notice } from "../notices/notice.ts";
import { readNotice } from "../notices/read-notice.ts";
import { sendToChat } from "../notices/send-to-chat.ts";
import { type AttemptResult, NOT_NEEDED } from "../outbox/attempt-result.ts";
import type { Claimed } from "../outbox/claim-turn.ts";
import { postMessage } from "../outbox/post-message.ts";
import { type EndpointRow, openUrl } from "../webhooks/endpoint-row.ts";

/** Sends an Adaptive Card to the webhook of a Workflow, with a link to the console. */
export async function sendToTeams(deps: Deps, endpoint: EndpointRow, claimed: Claimed): Promise<AttemptResult[]> {
  const { orgId } = endpoint;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const post = (card: object | null): AttemptResult | Promise<AttemptResult> =>
    card ? postMessage(deps, new URL(openUrl(dataKey, endpoint)), {}, JSON.stringify(envelope(card))) : NOT_NEEDED;
  return sendToChat(deps, orgId, claimed, {
    one: async (delivery) => post(delivery.type === TEST_TYPE ? TEST : writeCard(await readNotice(deps, orgId, delivery, null))),
    several: async (bundle) => post(writeBundleCard(bundle)),
  });
}

const CARD = { $schema: "http://adaptivecards.io/schemas/adaptive-card.json", type: "AdaptiveCard", version: "1.5" };
const TEST = { type: "AdaptiveCard", version: "1.5", body: [textBlock("Requests of AgentLattice reach this channel.")] };

function envelope(card: object) {
  return { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: card }] };
}

function writeCard(notice: Notice | null) {
  if (!notice) return null;
  const { heading, sentence, claims, facts, link, linkText } = notice;
  return {
    ...CARD,
    body: [
      { ...textBlock(heading), weight: "Bolder", size: "Medium" },
      ...(sentence === null ? [] : [textBlock(sentence)]),
      ...claims.map(([name, value]) => textBlock(`${name} (written by the agent, not checked): ${value}`)),
      { type: "FactSet", facts: facts.map(([title, value]) => ({ title, value: plain(value) })) },
    ],
    actions: [{ type: "Action.OpenUrl", title: linkText, url: link }],
  };
}

function writeBundleCard({ title, link, linkText }: CombinedNotice) {
  return {
    ...CARD,
    body: [{ ...textBlock(title), weight: "Bolder", size: "Medium" }],
    actions: [{ type: "Action.OpenUrl", title: linkText, url: link }],
  };
}

function textBlock(text: string) {
  return { type: "TextBlock", text: plain(text), wrap: true };
}

/** Cards format Markdown, so its characters are escaped. */
function plain(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-!|<>~]/g, "\\$&");
}
