import { html } from "hono/html";
import { consoleLink } from "../../http/console-link.ts";
import type { Message } from "../../mail/mail.ts";
import { countOf } from "../notices/count-notices.ts";
import type { Notice } from "../notices/notice.ts";
import type { Addressee } from "../notices/send-to-person.ts";

const NO_DECISION = "Opening a link decides nothing. You decide in the console after signing in.";
const UNCHECKED = "written by the agent, not checked";

/** Writes an email about one event, or a digest of several. */
export async function writeNoticeMail(notices: readonly Notice[], to: Addressee): Promise<Message> {
  const [only] = notices;
  if (!only) throw new Error("an email is about at least one event");
  const isDigest = notices.length > 1;
  const intro = isDigest ? `${countOf(notices)} in ${to.orgName}.` : only.intro(to.orgName);
  const settings = consoleLink(to.consoleUrl, "/settings/notifications");
  const footer = notices.some(({ isRequest }) => isRequest) ? [NO_DECISION] : [];
  return {
    to: to.email,
    subject: `[${to.orgName}] ${isDigest ? countOf(notices) : `${only.heading}: ${only.subject}`}`,
    text: [intro, "", ...notices.flatMap(textOf), ...footer, `Change what you receive: ${settings}`, ""].join("\n"),
    html: String(await pageOf(intro, await Promise.all(notices.map(cardOf)), footer, settings)),
  };
}

/** Writes the email that tests the channel. */
export function writeTestMail({ email, orgName }: Addressee): Message {
  return {
    to: email,
    subject: `[${orgName}] Test message of AgentLattice`,
    text: `Emails of AgentLattice about ${orgName} reach you.\n`,
  };
}

function textOf({ claims, facts, link, linkText }: Notice): string[] {
  return [
    ...claims.map(([name, value]) => `${name} (${UNCHECKED}): ${value}`),
    ...facts.map(([name, value]) => `${name}: ${value}`),
    "",
    `${linkText}: ${link}`,
    "",
  ];
}

const CELL = "padding:3px 12px 3px 0;vertical-align:top;font-size:14px";

function cardOf({ claims, facts, link, linkText }: Notice) {
  const rows = [
    ...claims.map(([name, value]) => [name, value, UNCHECKED] as const),
    ...facts.map(([name, value]) => [name, value, null] as const),
  ];
  return html`<div style="border:1px solid #d4d4d8;border-radius:8px;padding:16px;margin:0 0 16px">
<table role="presentation" cellspacing="0" cellpadding="0">${rows.map(
    ([name, value, note]) =>
      html`<tr><td style="${CELL};color:#52525b;white-space:nowrap">${name}</td><td style="${CELL};word-break:break-word">${value}${
        note === null ? "" : html`<br><span style="color:#52525b;font-size:12px">${note}</span>`
      }</td></tr>`,
  )}</table>
<p style="margin:16px 0 0"><a href="${link}" style="background:#18181b;color:#ffffff;padding:8px 14px;border-radius:6px;text-decoration:none;font-size:14px">${linkText}</a></p>
</div>`;
}

function pageOf(intro: string, cards: readonly unknown[], footer: readonly string[], settings: string) {
  return html`<!doctype html><html lang="en"><body style="margin:0;padding:24px;font-family:system-ui,sans-serif;color:#18181b;background:#ffffff">
<div style="max-width:560px"><p style="font-size:16px;margin:0 0 16px">${intro}</p>${cards}
<p style="font-size:12px;color:#52525b">${footer.map((line) => html`${line}<br>`)}<a href="${settings}" style="color:#52525b">Change what you receive</a></p></div></body></html>`;
}
