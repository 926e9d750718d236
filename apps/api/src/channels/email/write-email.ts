import { html } from "hono/html";
import { consoleLink } from "../../http/console-link.ts";
import type { Message } from "../../mail/mail.ts";
import { formatTime, type RequestNotice } from "../notices/describe-request.ts";
import type { Addressee } from "../notices/send-to-person.ts";

const NO_DECISION = "Opening a link decides nothing. You decide in the console after signing in.";
const UNCHECKED = "written by the agent, not checked";
const HIGH = new Set(["high", "critical"]);

/** Writes an e-mail about one request, or a digest of several. */
export async function writeRequestMail(requests: readonly RequestNotice[], to: Addressee): Promise<Message> {
  const [only] = requests;
  if (!only) throw new Error("an e-mail describes at least one request");
  const isDigest = requests.length > 1;
  const intro = isDigest ? `${requests.length} requests wait for your decision in ${to.orgName}.` : introOf(only, to.orgName);
  const settings = consoleLink(to.consoleUrl, "/settings/notifications");
  return {
    to: to.email,
    subject: isDigest ? `[${to.orgName}] ${requests.length} requests wait for your decision` : subjectOf(only, to.orgName),
    text: [intro, "", ...requests.flatMap(textOf), NO_DECISION, `Change what you receive: ${settings}`, ""].join("\n"),
    html: String(await pageOf(intro, await Promise.all(requests.map(cardOf)), settings)),
  };
}

/** Writes the e-mail that tests the channel. */
export function writeTestMail({ email, orgName }: Addressee): Message {
  return {
    to: email,
    subject: `[${orgName}] Test message of AgentLattice`,
    text: `E-mails of AgentLattice about ${orgName} reach you.\n`,
  };
}

function introOf({ emergency }: RequestNotice, orgName: string): string {
  if (!emergency) return `A request waits for your decision in ${orgName}.`;
  return `${emergency.by} released a request alone in an emergency in ${orgName}. Another person must review it by ${formatTime(emergency.reviewBy)}.`;
}

/** INVARIANT: contains only texts that people of the organisation chose, and closed words. */
function subjectOf({ policy, environment, risk, emergency }: RequestNotice, orgName: string): string {
  return `[${orgName}] ${emergency ? "Emergency release" : "Approval needed"}: ${policy}, ${environment}${HIGH.has(risk) ? `, ${risk} risk` : ""}`;
}

function factsOf(request: RequestNotice): readonly (readonly [string, string])[] {
  return [
    ["Action", request.action],
    ["Agent", request.agent],
    ["Environment", request.environment],
    ["Policy", request.policy],
    ["Risk", [request.risk, ...request.riskReasons].join("; ")],
    ...(request.emergency ? [] : [["Expires", formatTime(request.expiresAt)] as const]),
    ["Digest", request.digest.slice(0, 16)],
  ];
}

const linkTextOf = ({ emergency }: RequestNotice) => (emergency ? "Read and review" : "Read and decide");

function claimsOf({ summary, target }: RequestNotice): readonly (readonly [string, string])[] {
  return [...(summary === null ? [] : [["Summary", summary] as const]), ...(target === null ? [] : [["Target", target] as const])];
}

function textOf(request: RequestNotice): string[] {
  return [
    ...claimsOf(request).map(([name, value]) => `${name} (${UNCHECKED}): ${value}`),
    ...factsOf(request).map(([name, value]) => `${name}: ${value}`),
    "",
    `${linkTextOf(request)}: ${request.link}`,
    "",
  ];
}

const CELL = "padding:3px 12px 3px 0;vertical-align:top;font-size:14px";

function cardOf(request: RequestNotice) {
  const rows = [
    ...claimsOf(request).map(([name, value]) => [name, value, UNCHECKED] as const),
    ...factsOf(request).map(([name, value]) => [name, value, null] as const),
  ];
  return html`<div style="border:1px solid #d4d4d8;border-radius:8px;padding:16px;margin:0 0 16px">
<table role="presentation" cellspacing="0" cellpadding="0">${rows.map(
    ([name, value, note]) =>
      html`<tr><td style="${CELL};color:#52525b;white-space:nowrap">${name}</td><td style="${CELL};word-break:break-word">${value}${
        note === null ? "" : html`<br><span style="color:#52525b;font-size:12px">${note}</span>`
      }</td></tr>`,
  )}</table>
<p style="margin:16px 0 0"><a href="${request.link}" style="background:#18181b;color:#ffffff;padding:8px 14px;border-radius:6px;text-decoration:none;font-size:14px">${linkTextOf(request)}</a></p>
</div>`;
}

function pageOf(intro: string, cards: readonly unknown[], settings: string) {
  return html`<!doctype html><html lang="en"><body style="margin:0;padding:24px;font-family:system-ui,sans-serif;color:#18181b;background:#ffffff">
<div style="max-width:560px"><p style="font-size:16px;margin:0 0 16px">${intro}</p>${cards}
<p style="font-size:12px;color:#52525b">${NO_DECISION}<br><a href="${settings}" style="color:#52525b">Change what you receive</a></p></div></body></html>`;
}
