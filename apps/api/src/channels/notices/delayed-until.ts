/** A person's settings for delayed messages: digest and quiet hours. */
export interface Pace {
  /** Minutes between digests; null for one message per request. */
  readonly digestMinutes: number | null;
  /** Local times of day in minutes. */
  readonly quietFrom: number | null;
  readonly quietUntil: number | null;
  readonly zone: string;
}

const MINUTE_MS = 60_000;
const DAY = 24 * 60;

/**
 * Returns the time at which a message is sent: the next digest, or the end of the quiet hours if the digest falls into them. @param now ms
 * since the epoch
 */
export function delayedUntil(pace: Pace, now: number): number {
  const { digestMinutes } = pace;
  if (digestMinutes === null) return afterQuiet(pace, now);
  const sinceDigest = minuteOfDay(pace.zone, now) % digestMinutes;
  return afterQuiet(pace, startOfMinute(now) + (digestMinutes - sinceDigest) * MINUTE_MS);
}

function afterQuiet({ quietFrom, quietUntil, zone }: Pace, at: number): number {
  if (quietFrom === null || quietUntil === null) return at;
  const minute = minuteOfDay(zone, at);
  const isQuiet = quietFrom < quietUntil ? quietFrom <= minute && minute < quietUntil : minute >= quietFrom || minute < quietUntil;
  if (!isQuiet) return at;
  const end = startOfMinute(at) + ((quietUntil - minute + DAY) % DAY) * MINUTE_MS;
  // The clocks may change between the two times, for daylight saving.
  const drift = minuteOfDay(zone, end) - quietUntil;
  return end - (Math.abs(drift) > DAY / 2 ? 0 : drift * MINUTE_MS);
}

const startOfMinute = (at: number) => at - (at % MINUTE_MS);

function minuteOfDay(zone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).formatToParts(
    at,
  );
  const partOf = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return partOf("hour") * 60 + partOf("minute");
}
