import { consoleLink } from "../../http/console-link.ts";
import type { Notice } from "./notice.ts";

/** Several notices that become one message. */
export interface CombinedNotice {
  /** The number of notices in words. It contains no text of an agent. */
  readonly title: string;
  /** The page that shows all of them. */
  readonly link: string;
  readonly linkText: string;
  /** True when each of them is a request. */
  readonly isRequests: boolean;
}

/** Describes several notices. @param isMore true when the receiver got other messages shortly before */
export function combineNotices(notices: readonly Notice[], isMore: boolean, consoleUrl: string): CombinedNotice {
  const agents = new Map(notices.flatMap(({ requester }) => (requester ? [[requester.id, requester.name]] : [])));
  const isRequests = notices.every(({ isRequest }) => isRequest);
  const [agentId] = agents.keys();
  return {
    title: titleOf(notices.length, isRequests, isMore, [...new Set(agents.values())]),
    link: consoleLink(consoleUrl, isRequests ? `/approvals${agents.size === 1 ? `?agent=${agentId}` : ""}` : "/overview"),
    linkText: isRequests ? "Open the queue" : "Open the overview",
    isRequests,
  };
}

function titleOf(count: number, isRequests: boolean, isMore: boolean, agents: readonly string[]): string {
  if (!isRequests) return `${count} ${isMore ? "more " : ""}events need your attention`;
  return isMore ? `${count} more requests by ${namesOf(agents)}` : `${count} requests wait for your decision`;
}

function namesOf([first = "", second, ...others]: readonly string[]): string {
  if (second === undefined) return first;
  return others.length === 0 ? `${first} and ${second}` : `${first} and ${others.length + 1} other agents`;
}
