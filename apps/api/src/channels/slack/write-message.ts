import { encodeId } from "@agentlattice/core";
import { isHighRisk } from "@agentlattice/core/approval";
import { CONTEXT_FIELDS } from "@agentlattice/core/context-fields";
import type { ApprovalRecord } from "@agentlattice/core/settle";
import { revealInline } from "@agentlattice/core/text";
import type { KnownBlock, PlainTextElement } from "@slack/web-api";
import { createTwoFilesPatch } from "diff";
import type { LoadedApproval } from "../../approvals/loaded-approval.ts";
import { describeRequest, type RequestNotice } from "../notices/describe-request.ts";

export const APPROVE = "al_approve";
export const DENY = "al_deny";
export const REASON = { block: "al_reason", action: "al_reason_text" } as const;
const MAX_TEXT = 2_900;
const MAX_PART = 2_500;

export interface SlackMessage {
  /** Shown in notifications. It contains no text of the agent. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Returns true when a click may decide the request: it has no high risk, needs no passkey or fresh proof of identity, and extends no budget. */
export function isDecidedByClick({ risk, plan }: Pick<ApprovalRecord, "risk" | "plan">): boolean {
  return !isHighRisk(risk.level) && plan.step_up !== true && plan.evidence !== "passkey" && plan.extension === undefined;
}

/** Writes the message of a request in its current state, with buttons while it is pending. */
export function writeSlackMessage(approval: LoadedApproval, orgId: string, consoleUrl: string): SlackMessage {
  const { view } = approval;
  const notice = describeRequest(approval, consoleUrl);
  const text = `${notice.heading}: ${notice.policy}, ${notice.environment}, ${notice.risk} risk`;
  const shown = previewOf(approval);
  // INVARIANT: a click approves only what the message shows completely.
  const isComplete = approval.submission !== null && shown.every((part) => part.length <= MAX_PART);
  const blocks: KnownBlock[] = [
    { type: "header", text: plain(view.status === "pending" ? notice.heading : outcomeOf(approval)) },
    ...factBlocks(notice, [`Expires: ${notice.expiresAt}`]),
    ...shown.map((part) => preformatted(part.length <= MAX_PART ? part : `${part.slice(0, MAX_PART)}…`)),
    ...(view.status === "pending" ? decisionOf(approval, orgId, { link: notice.link, isComplete }) : [linkBlock(notice.link)]),
  ];
  return { text: view.status === "pending" ? text : `${outcomeOf(approval)}: ${notice.policy}, ${notice.environment}`, blocks };
}

/** Shows the summary and the facts of a request. */
export function factBlocks(notice: RequestNotice, more: readonly string[]): KnownBlock[] {
  const { summary, action, agent, policy, risk, environment, digest, target } = notice;
  const facts = [`Action: ${action}`, `Agent: ${agent}`, `Policy: ${policy}`, `Risk: ${risk}`, `Environment: ${environment}`, ...more];
  const fields = [...facts, `Digest: ${digest.slice(0, 16)}`, ...(target === null ? [] : [`Target: ${target}`])].map(plain);
  const summaries = summary === null ? [] : [{ type: "section" as const, text: plain(`${summary} (written by the agent, not checked)`) }];
  return [...summaries, { type: "section", fields }];
}

/** Returns what is about to run: the arguments, what a reviewer has changed, and the difference between `before` and `after` of the agent. */
function previewOf({ view, submission }: LoadedApproval): string[] {
  if (!submission) return [];
  const { action_type: _, before, after, metadata = {}, ...rest } = submission;
  const others = Object.entries(rest).filter(([name, value]) => value !== undefined && !CONTEXT_FIELDS.has(name));
  const values = others.length === 0 ? metadata : { metadata, ...Object.fromEntries(others) };
  return [
    ...(Object.keys(values).length > 0 ? [JSON.stringify(values, null, 2)] : []),
    ...(view.effective ? [`Changed by a reviewer:\n${JSON.stringify(view.effective, null, 2)}`] : []),
    ...(before === undefined && after === undefined ? [] : [diffOf(asText(before), asText(after))]),
  ];
}

const asText = (value: unknown) => (value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2));

function diffOf(before: string, after: string): string {
  return createTwoFilesPatch("before", "after", before, after, undefined, undefined, { context: 2 }).split("\n").slice(1).join("\n");
}

function decisionOf(
  { record, view }: LoadedApproval,
  orgId: string,
  { link, isComplete }: { link: string; isComplete: boolean },
): KnownBlock[] {
  if (!isDecidedByClick(record) || !isComplete) return [linkBlock(link)];
  const value = JSON.stringify([encodeId("org", orgId), view.id, view.digest]);
  return [
    {
      type: "input",
      block_id: REASON.block,
      optional: true,
      label: plain("Reason"),
      element: { type: "plain_text_input", action_id: REASON.action, max_length: 1_000 },
    },
    {
      type: "actions",
      elements: [
        { type: "button", action_id: APPROVE, style: "primary", text: plain("Approve"), value },
        { type: "button", action_id: DENY, style: "danger", text: plain("Deny"), value },
        { type: "button", action_id: "al_open", text: plain("Open in console"), url: link },
      ],
    },
  ];
}

/** A button that opens a page of the console. */
export function linkBlock(link: string, text = "Open in console"): KnownBlock {
  return { type: "actions", elements: [{ type: "button", action_id: "al_open", text: plain(text), url: link }] };
}

function outcomeOf({ view }: LoadedApproval): string {
  const by = view.decided_by ? ` by ${view.decided_by.name}` : "";
  return `${view.status.charAt(0).toUpperCase()}${view.status.slice(1)}${by}`.slice(0, 140);
}

/** Plain text, in which Slack formats and links nothing. */
export function plain(text: string): PlainTextElement {
  return { type: "plain_text", text: revealInline(text).slice(0, MAX_TEXT), emoji: false };
}

function preformatted(text: string): KnownBlock {
  const elements = [{ type: "text" as const, text: revealLines(text) }];
  return { type: "rich_text", elements: [{ type: "rich_text_preformatted", elements }] };
}

const revealLines = (text: string) => text.split("\n").map(revealInline).join("\n");
