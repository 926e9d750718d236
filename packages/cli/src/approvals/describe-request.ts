import type { Approval, ApprovalReview } from "@agentlattice/contract";
import { compareValues } from "@agentlattice/core/compare-values";
import { structuredPatch } from "diff";
import { escapeText } from "../escape-text.ts";
import { describeChanges } from "../gate/describe-outcome.ts";
import { table } from "../terminal/columns.ts";
import { printableJson } from "../terminal/printable-json.ts";
import type { Style } from "../terminal/style.ts";

/**
 * Returns lines that describe a request, as the console's card does. Agents and people wrote the values, so every line is escaped. No value
 * is cut: a person approves only what was shown whole.
 */
export function describeRequest(approval: Approval | ApprovalReview, style: Style): string[] {
  const { id, status, action_type, summary, target, environment, requested_by, risk, decided_by, reason } = approval;
  const rows = [
    ...(summary === null ? [] : [["summary", summary]]),
    ["action", `${action_type} in ${environment}`],
    ...(target === null ? [] : [["target", target]]),
    ["agent", requested_by.name],
    ["risk", risk.reasons.length === 0 ? risk.level : `${risk.level}: ${risk.reasons.join("; ")}`],
    ["status", decided_by ? `${status}, by ${decided_by.name}` : status],
    ...(reason === undefined ? [] : [["reason", reason]]),
    ...changesOf(approval),
    ["policies", approval.policies.map(({ name }) => name).join(", ")],
    ["expires", approval.expires_at],
    ["request", id],
    ["digest", approval.digest],
    ["console", approval.approval_url],
  ];
  const riskRow = rows.findIndex(([name]) => name === "risk");
  const submission = "submission" in approval ? approval.submission : undefined;
  return [
    ...table(
      rows.map((row) => row.map(escapeText)),
      (text, column, row) => (column === 0 ? style.dim(text) : row === riskRow && isHighRisk(approval) ? style.red(text) : text),
    ),
    ...(submission === undefined ? [] : ["", style.bold("Submitted by the agent, not verified"), ...describeSubmission(submission, style)]),
  ];
}

/** Returns a row that names what a reviewer changed, if anything. */
function changesOf(approval: Approval | ApprovalReview): string[][] {
  if (!("submission" in approval) || approval.submission === null || approval.requested === null) return [];
  const [sent, changed]: Record<string, unknown>[] = [approval.requested, approval.submission];
  const changes = Object.keys({ ...sent, ...changed }).flatMap((name) => compareValues(name, sent?.[name], changed?.[name]));
  return changes.length === 0 ? [] : [["changed", describeChanges(changes)]];
}

/** Returns true for a request whose approval is confirmed by typing a name. */
export function isHighRisk({ risk }: Pick<Approval, "risk">): boolean {
  return risk.level === "high" || risk.level === "critical";
}

/** Returns one line per argument, then the lines that `before` and `after` differ in. */
function describeSubmission(submission: ApprovalReview["submission"], style: Style): string[] {
  if (submission === null) return ["The arguments were erased. Only their digest remains."];
  // The digest does not cover what the caller supports.
  const { action_type: _, supports: __, before, after, ...facts } = submission;
  const rows = Object.entries(facts).flatMap(([name, value]) => argumentsOf(name, value));
  return [
    ...table(rows, (text, column) => (column === 0 ? style.dim(text) : text)),
    ...(before === undefined && after === undefined ? [] : ["", style.bold("Change"), ...differenceOf(before, after, style)]),
  ];
}

/** Returns the arguments of an object, one per row. */
function argumentsOf(path: string, value: unknown): string[][] {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject) return [[escapeText(path), typeof value === "string" ? escapeText(value) : printableJson(value)]];
  return Object.entries(value).flatMap(([name, inner]) => argumentsOf(`${path}.${name}`, inner));
}

function differenceOf(before: unknown, after: unknown, style: Style): string[] {
  const textOf = (value: unknown) => (value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value, null, 2));
  const { hunks } = structuredPatch("", "", textOf(before), textOf(after), undefined, undefined, { context: 3 });
  if (hunks.length === 0) return ["None: before and after are equal."];
  return hunks.flatMap(({ lines }, at) => [
    ...(at > 0 ? [style.dim("…")] : []),
    ...lines.map((line) => {
      const text = escapeText(line);
      return line.startsWith("+") ? style.green(text) : line.startsWith("-") ? style.red(text) : text;
    }),
  ]);
}
