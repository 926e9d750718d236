import { isHighRisk, openVoters, PERSONAL_CHANNELS, type PersonalChannel } from "@agentlattice/core/approval";
import { termsOf } from "@agentlattice/core/settle";
import type { OrgConfig } from "../../config/org-config.ts";
import type { ChannelEvent } from "../outbox/message.ts";
import { defaultPreference, type Preference } from "../preferences/preferences.ts";
import { heldUntil } from "./held-until.ts";

/** A message to one person about a request. */
export interface PlannedNotice {
  readonly channel: PersonalChannel;
  readonly userId: string;
  readonly subscriptionId: string | null;
  readonly event: ChannelEvent;
  readonly approvalId: string;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  /** True when quiet hours or a digest delay the message. */
  readonly held: boolean;
}

/** A message that a person has received or will receive. */
export interface SentNotice {
  readonly userId: string | null;
  readonly channel: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** A way to a person. */
export interface Way {
  readonly subscriptionId: string | null;
}

/** The settings by which messages reach people. */
export interface NoticeRouting {
  readonly config: Pick<OrgConfig, "members" | "zone">;
  readonly preferences: ReadonlyMap<string, Preference>;
  /** Returns the ways in which a channel reaches a person: a browser each for push, one without a browser for other channels. */
  readonly waysOf: (channel: PersonalChannel, userId: string) => readonly Way[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Events after which people may have to decide. */
const ANNOUNCES = new Set(["approval.requested", "approval.voted", "approval.edited", "approval.undone", "approval.escalated"]);
/** Events after which the same people are asked once more. */
const ASKS_AGAIN = new Set(["approval.edited", "approval.undone"]);

export const isAnnouncing = (kind: string): boolean => ANNOUNCES.has(kind);

/**
 * Returns the messages to the people who may decide the current stage and have not been informed of it yet. High risk and escalations are
 * not delayed.
 */
export function planNotices(event: ChannelEvent, sent: readonly SentNotice[], routing: NoticeRouting): PlannedNotice[] {
  const { approval } = event;
  if (approval?.record.status !== "pending" || !isAnnouncing(event.event.kind)) return [];
  const { record } = approval;
  const { config, preferences, waysOf, now } = routing;
  const since = ASKS_AGAIN.has(event.event.kind) ? Date.parse(event.event.timestamp) : (record.progress.stage_since ?? record.requested_at);
  const isKnown = (userId: string, channel: string) =>
    sent.some((notice) => notice.userId === userId && notice.channel === channel && notice.createdAt >= since);
  const isUrgent = isHighRisk(record.risk.level) || record.progress.escalations > 0;
  const announced = record.plan.notify ?? PERSONAL_CHANNELS;
  return openVoters(termsOf(record), record.progress, { people: config.members, now }).flatMap((userId) => {
    const preference = preferences.get(userId) ?? defaultPreference(config.zone);
    const dueAt = isUrgent ? now : heldUntil(preference, now);
    return preference.channels
      .filter((channel) => announced.includes(channel) && !isKnown(userId, channel))
      .flatMap((channel) => waysOf(channel, userId).map((way) => ({ channel, ...way })))
      .map((way) => ({ ...way, userId, event, approvalId: record.approval_id, dueAt, held: dueAt > now }));
  });
}
