import { type NoticeTopic, NotificationPatch, type Notifications } from "@agentlattice/contract";

type Channel = Notifications["channels"][number];

interface ChannelWords {
  readonly value: Channel;
  readonly text: string;
  readonly note: string;
  /** The reason why the channel does not reach the person now. */
  readonly missing: string;
}

export const CHANNELS: readonly ChannelWords[] = [
  { value: "email", text: "Email", note: "To the address of your account.", missing: "This server sends no emails yet." },
  { value: "push", text: "Push messages", note: "To the browsers in which they are on.", missing: "They are off in all your browsers." },
];

/** The notices that a person receives besides requests. */
export const TOPICS: readonly { readonly value: NoticeTopic; readonly text: string; readonly note: string }[] = [
  { value: "anomalies", text: "Anomalies", note: "Unusual activity of an agent." },
  { value: "budgets", text: "Used-up budgets", note: "Budgets with a warning threshold of 1 that reach their cap." },
  { value: "halts", text: "Halts", note: "Halts that every client confirmed, and drills that failed." },
];

export type DigestChoice = "now" | "15" | "60" | "240";

export const DIGESTS: readonly { readonly value: DigestChoice; readonly text: string; readonly note: string }[] = [
  { value: "now", text: "At once", note: "One message for each event." },
  { value: "15", text: "Every 15 minutes", note: "One message for the events of that time." },
  { value: "60", text: "Every hour", note: "One message for the events of that time." },
  { value: "240", text: "Every 4 hours", note: "Requests may expire before you read about them." },
];

export interface RoutingDraft {
  readonly channels: readonly Channel[];
  readonly topics: readonly NoticeTopic[];
  readonly digestMinutes: number | null;
  readonly isQuiet: boolean;
  readonly from: string;
  readonly until: string;
  readonly zone: string;
}

export function toDraft({ channels, topics, digest_minutes, quiet_hours, zone }: Notifications): RoutingDraft {
  return {
    channels,
    topics,
    digestMinutes: digest_minutes,
    isQuiet: quiet_hours !== null,
    from: quiet_hours?.from ?? "22:00",
    until: quiet_hours?.until ?? "07:00",
    zone: quiet_hours?.zone ?? zone,
  };
}

/** Returns the input of the API; null when it is not valid. */
export function toPatch({ channels, topics, digestMinutes, isQuiet, from, until, zone }: RoutingDraft): NotificationPatch | null {
  const quiet_hours = isQuiet ? { from, until, zone: zone.trim() } : null;
  const parsed = NotificationPatch.safeParse({ channels, topics, digest_minutes: digestMinutes, quiet_hours });
  return parsed.success ? parsed.data : null;
}

export const isTime = (text: string): boolean => /^([01]\d|2[0-3]):[0-5]\d$/.test(text);

/** Returns the nearest choice of the form. The API also accepts values in between. */
export function digestOf(minutes: number | null): DigestChoice {
  if (minutes === null) return "now";
  if (minutes <= 15) return "15";
  return minutes <= 60 ? "60" : "240";
}
