import type { CombinedNotice } from "../notices/combine-notices.ts";
import type { Notice } from "../notices/notice.ts";
import { linkBlock, plain, type SlackMessage } from "./write-message.ts";

/** Number of fields that Slack shows in one section. */
const MAX_FIELDS = 10;

/** Writes the message about an event that is no request. */
export function writeSlackNotice({ heading, subject, sentence, facts, link }: Notice): SlackMessage {
  const fields = facts.slice(0, MAX_FIELDS).map(([name, value]) => plain(`${name}: ${value}`));
  return {
    text: `${heading}: ${subject}`,
    blocks: [
      { type: "header", text: plain(heading) },
      ...(sentence === null ? [] : [{ type: "section" as const, text: plain(sentence) }]),
      { type: "section", fields },
      linkBlock(link),
    ],
  };
}

/** Writes the message about several events. */
export function writeSlackBundle({ title, link, linkText }: CombinedNotice): SlackMessage {
  return { text: title, blocks: [{ type: "header", text: plain(title) }, linkBlock(link, linkText)] };
}
