import { escapeText } from "../escape-text.ts";
import type { Outcome } from "./verify-export.ts";

const STATUSES = [
  ["INVALID", "The entries are not what was signed."],
  ["DIVERGED", "They contradict a head that you verified before."],
  ["CONTINUOUS", "A part of a log with valid links, not compared with a signature."],
  ["SIGNED", "The log's key signed them. A signature alone does not show that nothing was rewritten."],
  ["PINNED", "Signed, and nothing that you verified before has changed."],
] as const;

const number = new Intl.NumberFormat("en-US");

/** Returns the outcome as text. */
export function showOutcome(outcome: Outcome): string {
  const { report, pin, payloads, policies } = outcome;
  const lines = [`${report.status}${report.class ? ` (${report.class})` : ""}  ${report.origin}`, "", report.message, ""];
  if (report.first_bad_seq !== undefined) lines.push(`  first bad entry  ${report.first_bad_seq}`);
  if (report.expected !== undefined) lines.push(`  expected         ${report.expected}`);
  if (report.found !== undefined) lines.push(`  found            ${report.found}`);
  lines.push(`  entries          ${number.format(report.entries)}${coverage(outcome)}`);
  if (report.size !== null) lines.push(`  signed head      ${number.format(report.size)} entries, root ${report.root}`);
  if (payloads)
    lines.push(
      `  payloads         ${number.format(payloads.checked)} match their commitments; ${number.format(payloads.withheld)} withheld`,
    );
  if (payloads && payloads.evidence.verified + payloads.evidence.unknown > 0)
    lines.push(
      `  evidence         ${number.format(payloads.evidence.verified)} decisions signed by a registered passkey${unknownKeys(outcome)}`,
    );
  if (policies) lines.push(`  policies         ${number.format(policies.checked)} texts match the hashes in the entries`);
  if (pin) lines.push(`  pin              ${pin.file} ${PIN_WORDS[pin.action]}`);
  lines.push("", "What the statuses mean", ...STATUSES.map(([status, meaning]) => `  ${status.padEnd(10)}  ${meaning}`));
  return `${lines.map(escapeText).join("\n")}\n`;
}

function unknownKeys({ payloads }: Outcome): string {
  const unknown = payloads?.evidence.unknown ?? 0;
  return unknown === 0 ? "" : `; ${number.format(unknown)} by passkeys registered before these entries`;
}

const PIN_WORDS = {
  created: "created; the next run compares with this head",
  advanced: "advanced to this head",
  kept: "consistent; unchanged",
} as const;

function coverage({ report }: Outcome): string {
  if (report.size === null || report.status === "INVALID" || report.uncovered === 0) return "";
  return `, of which the last ${number.format(report.uncovered)} are not covered by the signed head`;
}

/** Returns the outcome as one line of JSON. */
export function outcomeJson({ exitCode, report, pin, payloads, policies }: Outcome): string {
  const beside = { ...(pin ? { pin } : {}), ...(payloads ? { payloads } : {}), ...(policies ? { policies } : {}) };
  return `${JSON.stringify({ exit_code: exitCode, ...report, ...beside })}\n`;
}
