const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const pad = (value: number) => String(value).padStart(2, "0");

/** Formats the time left on a countdown: `11:42`, from one hour `1 h 14`, from two days `3 d 4 h`. Never negative. */
export function formatClock(ms: number): string {
  const left = Math.max(0, ms);
  if (left >= 2 * DAY) return `${Math.floor(left / DAY)} d ${Math.floor((left % DAY) / HOUR)} h`;
  if (left >= HOUR) return `${Math.floor(left / HOUR)} h ${pad(Math.floor((left % HOUR) / MINUTE))}`;
  return `${pad(Math.floor(left / MINUTE))}:${pad(Math.floor((left % MINUTE) / SECOND))}`;
}

/** Formats a duration in its two largest units: `1 min 52 s`. */
export function formatDuration(ms: number): string {
  const units = [
    { size: DAY, name: "d" },
    { size: HOUR, name: "h" },
    { size: MINUTE, name: "min" },
    { size: SECOND, name: "s" },
  ];
  const first = Math.max(
    0,
    units.findIndex(({ size }) => ms >= size),
  );
  const parts: string[] = [];
  let rest = ms;
  for (const { size, name } of ms < SECOND ? [] : units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest %= size;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(" ") || "< 1 s";
}

/** Formats an age in one unit: `3 s ago`. */
export function formatAgo(ms: number): string {
  if (ms < SECOND) return "just now";
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s ago`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ago`;
  return ms < DAY ? `${Math.floor(ms / HOUR)} h ago` : `${Math.floor(ms / DAY)} d ago`;
}

/** Formats a time of day in UTC: `14:32:07`. */
export function formatUtcTime(time: number | string): string {
  return new Date(time).toISOString().slice(11, 19);
}

const date = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });

/** Formats a timestamp in UTC: `21 Nov 2026, 14:31:44.208 UTC`. */
export function formatUtc(time: number | string): string {
  const instant = new Date(time);
  return `${date.format(instant)}, ${instant.toISOString().slice(11, 23)} UTC`;
}

const short = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

/** Formats a timestamp in UTC without year and seconds: `21 Nov, 14:31`. */
export function formatUtcShort(time: number | string): string {
  return short.format(new Date(time));
}

const dayOfYear = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** Formats a date in UTC: `21 Nov`. */
export function formatDay(time: number | string): string {
  return dayOfYear.format(new Date(time));
}
