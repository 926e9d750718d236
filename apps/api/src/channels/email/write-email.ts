import { html } from "hono/html";
import { consoleLink } from "../../http/console-link.ts";
import type { Message } from "../../mail/mail.ts";
import { type CombinedNotice, combineNotices } from "../notices/combine-notices.ts";
import type { Notice } from "../notices/notice.ts";
import type { Addressee } from "../notices/send-to-person.ts";

const NO_DECISION = "Opening a link decides nothing. You decide in the console after signing in.";
const UNCHECKED = "written by the agent, not checked";

/** Number of events that one email describes. The console shows all of them. */
const MAX_DESCRIBED = 20;

/** Writes an email about one event, or about several. @param isMore true when the person got other emails shortly before */
export async function writeNoticeMail(notices: readonly Notice[], isMore: boolean, to: Addressee): Promise<Message> {
  const [only] = notices;
  if (!only) throw new Error("an email is about at least one event");
  const bundle = notices.length > 1 ? combineNotices(notices, isMore, to.consoleUrl) : null;
  const intro = bundle ? `${bundle.title} in ${to.orgName}.` : only.intro(to.orgName);
  const described = notices.slice(0, MAX_DESCRIBED);
  const rest = restOf(notices.length - described.length);
  const settings = consoleLink(to.consoleUrl, "/settings/notifications");
  const footer = notices.some(({ isRequest }) => isRequest) ? [NO_DECISION] : [];
  return {
    to: to.email,
    subject: `[${to.orgName}] ${bundle ? bundle.title : `${only.heading}: ${only.subject}`}`,
    text: [
      intro,
      ...(bundle ? [`${bundle.linkText}: ${bundle.link}`] : []),
      "",
      ...described.flatMap(textOf),
      ...rest,
      ...footer,
      `Change what you receive: ${settings}`,
      "",
    ].join("\n"),
    html: String(await pageOf({ intro, bundle, cards: await Promise.all(described.map(cardOf)), footer: [...rest, ...footer], settings })),
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

/** States how many events an email does not describe. */
function restOf(count: number): string[] {
  return count === 0 ? [] : [`The console shows ${count} more of them.`];
}

interface Page {
  readonly intro: string;
  readonly bundle: CombinedNotice | null;
  readonly cards: readonly unknown[];
  readonly footer: readonly string[];
  readonly settings: string;
}

function pageOf({ intro, bundle, cards, footer, settings }: Page) {
  const all = bundle ? html`<p style="margin:0 0 16px"><a href="${bundle.link}" style="color:#18181b">${bundle.linkText}</a></p>` : "";
  return html`<!doctype html><html lang="en"><body style="margin:0;padding:24px;font-family:system-ui,sans-serif;color:#18181b;background:#ffffff">
<div style="max-width:560px"><p style="font-size:16px;margin:0 0 16px">${intro}</p>${all}${cards}
<p style="font-size:12px;color:#52525b">${footer.map((line) => html`${line}<br>`)}<a href="${settings}" style="color:#52525b">Change what you receive</a></p></div></body></html>`;
}
