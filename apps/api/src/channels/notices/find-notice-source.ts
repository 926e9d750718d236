import type { ChannelEvent } from "../outbox/message.ts";
import { ANOMALY_NOTICES } from "./anomaly-notices.ts";
import { BUDGET_NOTICES } from "./budget-notices.ts";
import { CHANNEL_NOTICES } from "./channel-notices.ts";
import { DRILL_NOTICES, HALT_NOTICES } from "./halt-notices.ts";
import type { NoticeSource } from "./notice.ts";
import { REFUSAL_NOTICES } from "./refusal-notices.ts";
import { RELEASE_NOTICES } from "./release-notices.ts";
import { REQUEST_NOTICES } from "./request-notices.ts";

/** Everything that people are informed about. An event belongs to the first source that it concerns. */
const SOURCES: readonly NoticeSource[] = [
  REQUEST_NOTICES,
  RELEASE_NOTICES,
  REFUSAL_NOTICES,
  ANOMALY_NOTICES,
  BUDGET_NOTICES,
  HALT_NOTICES,
  DRILL_NOTICES,
  CHANNEL_NOTICES,
];

/** Returns the source that announces an event, or null for an event that nobody is informed about. */
export function findNoticeSource(event: ChannelEvent): NoticeSource | null {
  return SOURCES.find((source) => source.appliesTo(event)) ?? null;
}
