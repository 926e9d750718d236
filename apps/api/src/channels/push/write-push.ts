import { consoleLink } from "../../http/console-link.ts";
import type { RequestNotice } from "../notices/describe-request.ts";
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

const MAX_AGENT = 64;
const HIGH = new Set(["high", "critical"]);

/** Writes the message about one request, or one message about several. */
export function writePush(requests: readonly RequestNotice[], { orgName, consoleUrl }: Addressee): PushContent {
  const [only] = requests;
  if (only && requests.length === 1)
    return {
      title: `${only.emergency ? "Emergency release" : "Approval needed"}: ${only.action}`,
      body: bodyOf(only, orgName),
      url: only.link,
      tag: only.id,
    };
  return {
    title: `${requests.length} requests wait for your decision`,
    body: orgName,
    url: consoleLink(consoleUrl, "/approvals"),
    tag: "requests",
  };
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

/** INVARIANT: contains only names that people of the organisation chose, and closed words: no summary, target or argument. */
function bodyOf({ rootAgent, environment, risk, emergency }: RequestNotice, orgName: string): string {
  const name = rootAgent.length > MAX_AGENT ? `${rootAgent.slice(0, MAX_AGENT)}…` : rootAgent;
  return [name, environment, ...(HIGH.has(risk) ? [`${risk} risk`] : []), ...(emergency ? ["needs a review"] : []), orgName].join(" · ");
}
