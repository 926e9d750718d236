import type { NoticeTopic } from "@agentlattice/contract";
import type { MemberView } from "../../config/org-config.ts";
import type { ChannelEvent } from "../outbox/message.ts";

/** A name and a value that a message shows. */
export type Fact = readonly [name: string, value: string];

/** The agent of a request. */
interface Requester {
  /** Wire id. */
  readonly id: string;
  /** The name that a person gave: of the agent, or of the first agent of its delegation. */
  readonly name: string;
}

/** The content of a message to people, which every channel renders in its own form. */
export interface Notice {
  /** Identifies the subject. A later push message about it replaces an earlier one. */
  readonly id: string;
  /** True for a request, which people decide or review. */
  readonly isRequest: boolean;
  /** The agent that asks; null for an event that is no request. */
  readonly requester: Requester | null;
  /** INVARIANT: `heading`, `subject`, and title and names of `push` contain only closed words and names that people of the organisation chose. */
  readonly heading: string;
  /** Continues the heading, such as `release-rule, prod, high risk`. */
  readonly subject: string;
  readonly push: { readonly title: string; readonly names: readonly string[]; readonly summary?: string | null };
  /** One sentence about what happened, which names the organisation. */
  readonly intro: (orgName: string) => string;
  /** The same for a channel of the organisation; null when the heading is enough. */
  readonly sentence: string | null;
  readonly facts: readonly Fact[];
  /** Texts that the agent wrote, with invisible characters shown. */
  readonly claims: readonly Fact[];
  readonly link: string;
  readonly linkText: string;
  /** RFC 3339. The message is of no use later; null for one without an end. */
  readonly expiresAt: string | null;
}

/** The people whom an event concerns, and how they are informed. */
export interface Announcement {
  /** UUIDs of members. */
  readonly people: readonly string[];
  /** The channels that a policy names; null for every channel that a person has chosen. */
  readonly channels: readonly string[] | null;
  /** True when neither quiet hours nor digests delay the message. */
  readonly isUrgent: boolean;
  /** People who received a message about the same approval at this time or later are not informed again. Milliseconds; null informs everybody. */
  readonly since: number | null;
}

/** An agent as messages name it, with invisible characters shown. */
export interface NamedAgent {
  readonly name: string;
  /** UUID of the first agent of its delegation, or of the agent. */
  readonly rootId: string;
  /** The name that a person gave: of the agent, or of the first agent of its delegation. */
  readonly rootName: string;
  /** UUID of the person who owns the first agent; null without one. */
  readonly ownerId: string | null;
}

/** The state of the organisation when an event is announced. */
export interface NoticeContext {
  readonly members: readonly MemberView[];
  readonly policies: readonly { readonly id: string; readonly name: string }[];
  /** The agent that the event is about. */
  readonly agent: NamedAgent | null;
  readonly consoleUrl: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** One kind of event that people are informed about. */
export interface NoticeSource {
  /** The topic that a person can switch off; null for requests, which always reach those who decide. */
  readonly topic: NoticeTopic | null;
  /** Returns true for an event of this source that is still to be announced. */
  readonly appliesTo: (event: ChannelEvent) => boolean;
  readonly announce: (event: ChannelEvent, context: NoticeContext) => Announcement;
  /**
   * Returns the subject of an event. Events of the same subject are announced once. Absent for events that happen once.
   * INVARIANT: contains no text of an agent, which could otherwise cause any number of messages.
   */
  readonly subjectOf?: (event: ChannelEvent, context: NoticeContext) => string;
  readonly describe: (event: ChannelEvent, context: NoticeContext) => Notice;
}

/** Returns the owners and admins of the organisation and the owner of the agent. */
function managersOf({ members, agent }: Pick<NoticeContext, "members" | "agent">): string[] {
  return members.filter(({ id, role }) => role === "owner" || role === "admin" || id === agent?.ownerId).map(({ id }) => id);
}

/** Returns the announcement of an event to those who manage the organisation and the agent. */
export function toManagers(context: NoticeContext, { isUrgent = false }: { readonly isUrgent?: boolean } = {}): Announcement {
  return { people: managersOf(context), channels: null, isUrgent, since: null };
}
