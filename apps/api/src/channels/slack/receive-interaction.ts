import { decodeId } from "@agentlattice/core";
import type { ApprovalRecord } from "@agentlattice/core/settle";
import { grantOrgScope } from "@agentlattice/db";
import type { KnownBlock } from "@slack/web-api";
import { z } from "zod";
import { decideApproval } from "../../approvals/decide-approval.ts";
import { findApproval } from "../../approvals/find-approval.ts";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import { authorise } from "../../http/authorise.ts";
import { approvalLink } from "../../http/console-link.ts";
import { openSecret, openSlackChannel } from "../webhooks/endpoint-row.ts";
import { findLinkedPerson } from "./linked-person.ts";
import { openSlack } from "./open-slack.ts";
import { receiptOf } from "./send-to-slack.ts";
import { APPROVE, DENY, isDecidedByClick, linkBlock, REASON } from "./write-message.ts";

const id = z.string().regex(/^[A-Z0-9]{1,32}$/);
const Interaction = z.object({
  type: z.literal("block_actions"),
  user: z.object({ id }),
  team: z.object({ id }),
  container: z.object({
    channel_id: id,
    message_ts: z.string().max(32).optional(),
  }),
  actions: z.array(z.object({ action_id: z.string().max(255), value: z.string().max(2_000).optional() })).length(1),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().max(3_000).nullish() }))) }).optional(),
});
type Interaction = z.infer<typeof Interaction>;
const Target = z.tuple([z.string(), z.string(), z.string().regex(/^[0-9a-f]{64}$/)]);

/** Slack waits three seconds for the response to a click. */
const RECEIPT_WAIT_MS = 1_500;
const RECEIPT_POLL_MS = 100;

const INVALID = new AppError("INVALID_REQUEST", { detail: "The request is not a click on a button of AgentLattice." });

/** Reads the form of a verified request. @throws AppError INVALID_REQUEST */
export function readInteraction(body: Uint8Array): Interaction {
  const payload = new URLSearchParams(Buffer.from(body).toString("utf8")).get("payload") ?? "";
  const parsed = Interaction.safeParse(parseJson(payload));
  if (!parsed.success) throw INVALID;
  return parsed.data;
}

/**
 * Decides as the person whose Slack account clicked, by the rules of the console. A refusal is shown to that person only.
 * INVARIANT: the button names the digest that the message shows, so a click decides what was seen.
 */
export async function decideByClick(deps: Deps, interaction: Interaction): Promise<void> {
  const [action] = interaction.actions;
  if (!action || (action.action_id !== APPROVE && action.action_id !== DENY)) return;
  const target = Target.safeParse(parseJson(action.value ?? ""));
  const orgId = target.success ? decodeId("org", target.data[0]) : null;
  const approvalId = target.success ? decodeId("apr", target.data[1]) : null;
  if (!target.success || !orgId || !approvalId) throw INVALID;
  const reason = interaction.state?.values[REASON.block]?.[REASON.action]?.value?.trim();
  try {
    const principal = await findLinkedPerson(deps, orgId, { team: interaction.team.id, user: interaction.user.id });
    authorise(principal, "approvals:decide");
    await requireOwnMessage(deps, { orgId, approvalId }, interaction.container);
    const { record } = await findApproval(deps, principal, approvalId);
    if (!isDecidedByClick(record)) throw decidedInConsole(record, deps.env.AL_CONSOLE_URL);
    const decision = action.action_id === APPROVE ? ("approve" as const) : ("deny" as const);
    await decideApproval({
      principal,
      approvalId,
      decision: { decision, digest: target.data[2], ...(reason ? { reason } : {}) },
      client: null,
      deps,
    });
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    await explain(deps, orgId, interaction, error);
  }
}

/**
 * INVARIANT: a click counts only in the message that was sent for the request, so a button that somebody copied into another message, channel
 * or workspace decides nothing.
 * @throws AppError SLACK_MESSAGE_UNKNOWN
 */
async function requireOwnMessage(
  deps: Deps,
  { orgId, approvalId }: { readonly orgId: string; readonly approvalId: string },
  { channel_id, message_ts }: Interaction["container"],
): Promise<void> {
  const receipt = receiptOf(channel_id, message_ts ?? "");
  const ends = performance.now() + RECEIPT_WAIT_MS;
  for (;;) {
    const sent = await deps.database.inOrg(grantOrgScope(orgId), (client) =>
      client.delivery.findMany({ where: { orgId, approvalId, channel: "slack" }, select: { receipt: true } }),
    );
    if (sent.some((delivery) => delivery.receipt === receipt)) return;
    // A person may click before the id of the message is stored.
    if (performance.now() > ends || sent.every((delivery) => delivery.receipt !== null)) break;
    await new Promise((done) => setTimeout(done, RECEIPT_POLL_MS));
  }
  throw new AppError("SLACK_MESSAGE_UNKNOWN", {
    detail: "This message is not the one that AgentLattice sent for the request. Decide in that message or in the console.",
    details: { approval_url: approvalLink(deps.env.AL_CONSOLE_URL, approvalId) },
  });
}

function decidedInConsole({ approval_id, plan }: ApprovalRecord, consoleUrl: string): AppError {
  const details = { approval_url: approvalLink(consoleUrl, approval_id) };
  if (plan.extension) {
    const detail = "This request extends a budget by an amount that you state in the console. Open it there.";
    return new AppError("EXTENSION_REQUIRED", { detail, details });
  }
  return plan.evidence === "passkey"
    ? new AppError("EVIDENCE_REQUIRED", { detail: "This request is approved with a passkey, in the console only. Open it there.", details })
    : new AppError("STEP_UP_REQUIRED", { detail: "This request is decided in the console only. Open it there.", details });
}

/**
 * Shows a refusal to the person who clicked, with a link to the request. Only the bot of the clicked channel can post there: an organisation
 * may have channels in several workspaces.
 */
async function explain(deps: Deps, orgId: string, { user, container }: Interaction, refusal: AppError): Promise<void> {
  const text = `${refusal.message} (${refusal.code})`;
  const link = refusal.options.details?.approval_url;
  const blocks: KnownBlock[] = [
    { type: "section", text: { type: "plain_text", text, emoji: false } },
    ...(typeof link === "string" ? [linkBlock(link)] : []),
  ];
  const message = { channel: container.channel_id, user: user.id, text: "Not decided", blocks };
  for (const token of await readTokens(deps, orgId, container.channel_id)) {
    try {
      await openSlack(deps, token).chat.postEphemeral(message);
      return;
    } catch {
      // The error of the client may contain the token.
      deps.log.warn({ code: refusal.code }, "a refused click was not explained in Slack");
    }
  }
}

/** Returns the tokens of the enabled endpoints that post to a channel, newest first. */
async function readTokens(deps: Deps, orgId: string, channel: string): Promise<string[]> {
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const endpoints = await deps.database.inOrg(grantOrgScope(orgId), (client) =>
    client.endpoint.findMany({ where: { orgId, kind: "slack", enabled: true }, orderBy: { endpointId: "desc" } }),
  );
  return endpoints
    .filter((endpoint) => openSlackChannel(dataKey, endpoint) === channel)
    .map((endpoint) => openSecret(dataKey, endpoint, endpoint.secret));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
