const HOUR = 3_600;
const DAY = 24 * HOUR;

/** The times for which a key keeps working after its replacement, in seconds. */
export const OVERLAPS = [
  { value: "0", text: "stops now" },
  { value: String(HOUR), text: "for 1 hour" },
  { value: String(DAY), text: "for 1 day" },
  { value: String(7 * DAY), text: "for 1 week" },
];
export const USUAL_OVERLAP = String(DAY);
