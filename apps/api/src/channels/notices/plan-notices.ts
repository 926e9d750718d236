import type { PersonalChannel } from "@agentlattice/core/approval";
import type { ChannelEvent } from "../outbox/message.ts";
import { defaultPreference, type Preference } from "../preferences/preferences.ts";
import { delayedUntil } from "./delayed-until.ts";
import type { Announcement, NoticeSource } from "./notice.ts";

/** A message to one person about an event. */
export interface PlannedNotice {
  readonly channel: PersonalChannel;
  readonly userId: string;
  readonly subscriptionId: string | null;
  readonly event: ChannelEvent;
  /** The request that the message is about; null for other events. */
  readonly approvalId: string | null;
  readonly subject: string | null;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  /** True when quiet hours or a digest delay the message. */
  readonly held: boolean;
  readonly urgent: boolean;
}

/** A message that a person has received or will receive. */
export interface SentNotice {
  readonly userId: string | null;
  readonly channel: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/** An address at which a channel reaches a person. */
export interface Address {
  readonly subscriptionId: string | null;
}

/** The settings for sending messages to people. */
export interface NoticeRouting {
  /** IANA name of the organisation's time zone. */
  readonly zone: string;
  readonly preferences: ReadonlyMap<string, Preference>;
  /**
   * Returns the addresses at which a channel reaches a person: each subscribed browser for push, otherwise one address without a browser.
   */
  readonly addressesOf: (channel: PersonalChannel, userId: string) => readonly Address[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Returns the messages of an announcement, by the channels, topics, quiet hours and digest of each person. */
export function planNotices(
  event: ChannelEvent,
  { topic, subject }: { readonly topic: NoticeSource["topic"]; readonly subject: string | null },
  { people, channels, isUrgent, since }: Announcement,
  sent: readonly SentNotice[],
  { zone, preferences, addressesOf, now }: NoticeRouting,
): PlannedNotice[] {
  const isInformed = (userId: string, channel: string) =>
    since !== null && sent.some((notice) => notice.userId === userId && notice.channel === channel && notice.createdAt >= since);
  return people.flatMap((userId) => {
    const preference = preferences.get(userId) ?? defaultPreference(zone);
    if (topic !== null && !preference.topics.includes(topic)) return [];
    const dueAt = isUrgent ? now : delayedUntil(preference, now);
    return preference.channels
      .filter((channel) => (channels === null || channels.includes(channel)) && !isInformed(userId, channel))
      .flatMap((channel) => addressesOf(channel, userId).map((address) => ({ channel, ...address })))
      .map((address) => ({
        ...address,
        userId,
        event,
        approvalId: event.approval?.record.approval_id ?? null,
        subject,
        dueAt,
        held: dueAt > now,
        urgent: isUrgent,
      }));
  });
}
