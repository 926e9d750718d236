import { PERSONAL_CHANNELS } from "@agentlattice/core/approval";
import { z } from "zod";
import { timeZone } from "./auth.ts";
import { NOTICE_TOPICS } from "./constants.ts";

/** Type of the message that tests how requests reach a person. */
export const NOTIFICATION_TEST_TYPE = "notification.test";

const channels = z.array(z.enum(PERSONAL_CHANNELS)).max(PERSONAL_CHANNELS.length);

const topics = z.array(z.enum(NOTICE_TOPICS)).max(NOTICE_TOPICS.length);
export type NoticeTopic = (typeof NOTICE_TOPICS)[number];

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 22:00")
  .meta({ example: "22:00" });

const QuietHours = z
  .strictObject({
    from: time,
    until: time,
    zone: timeZone,
  })
  .refine(({ from, until }) => from !== until, { path: ["until"], message: "must differ from the start" });

export const NotificationPatch = z
  .strictObject({
    channels: channels
      .refine((list) => new Set(list).size === list.length, "must name each channel once")
      .describe("Channels on which messages reach you. Empty: only the console"),
    topics: topics
      .refine((list) => new Set(list).size === list.length, "must name each topic once")
      .describe(
        "What you are informed about besides requests: `anomalies`, `budgets` that are used up, `halts` that every client confirmed and drills that failed. Owners, admins and the owner of the agent receive them",
      ),
    digest_minutes: z.number().int().min(15).max(240).nullable().describe("Minutes between digests; null for one message per event"),
    quiet_hours: QuietHours.nullable().describe(
      "Time of day without messages; they follow at its end. Requests of high risk, escalations, confirmed halts and evidence of a bypass are sent at once",
    ),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, "must name what changes")
  .meta({ id: "NotificationPatch" });
export type NotificationPatch = z.output<typeof NotificationPatch>;

export const Notifications = z
  .strictObject({
    channels,
    topics,
    digest_minutes: z.number().int().nullable(),
    quiet_hours: z.strictObject({ from: z.string(), until: z.string(), zone: z.string() }).nullable(),
    available: channels.describe("Channels that can reach you now"),
    zone: z.string().describe("Time zone of the organisation"),
  })
  .meta({ id: "Notifications" });
export type Notifications = z.infer<typeof Notifications>;
