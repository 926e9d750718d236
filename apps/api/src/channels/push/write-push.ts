import { consoleLink } from "../../http/console-link.ts";
import { combineNotices } from "../notices/combine-notices.ts";
import type { Notice } from "../notices/notice.ts";
import type { Addressee } from "../notices/send-to-person.ts";

/** The content of a push message, which the service worker of the console shows. */
export interface PushContent {
  readonly title: string;
  readonly body: string;
  /** The page that a click opens. */
  readonly url: string;
  /** The browser replaces an earlier notification that has the same tag. */
  readonly tag: string;
}

const MAX_NAME = 64;
const MAX_SUMMARY = 140;

/** Writes the message about one event, or one message about several. */
export function writePush(notices: readonly Notice[], isMore: boolean, { orgName, consoleUrl }: Addressee): PushContent {
  const [only] = notices;
  if (only && notices.length === 1) return { title: only.push.title, body: bodyOf(only.push, orgName), url: only.link, tag: only.id };
  const { title, link, isRequests } = combineNotices(notices, isMore, consoleUrl);
  return { title, body: orgName, url: link, tag: isRequests ? "requests" : "events" };
}

/** Returns the names, and below them the agent's summary, which is marked as such. */
function bodyOf({ names, summary }: Notice["push"], orgName: string): string {
  const line = [...names.map((name) => shorten(name, MAX_NAME)), orgName].join(" · ");
  return summary ? `${line}\nAgent's summary: ${shorten(summary, MAX_SUMMARY)}` : line;
}

function shorten(text: string, length: number): string {
  const characters = [...text];
  return characters.length > length ? `${characters.slice(0, length).join("")}…` : text;
}

/** Writes the message that tests a browser. */
export function writeTestPush({ orgName, consoleUrl }: Addressee): PushContent {
  return {
    title: "Test message of AgentLattice",
    body: `Requests of ${orgName} reach this browser.`,
    url: consoleLink(consoleUrl, "/settings/notifications"),
    tag: "test",
  };
}
