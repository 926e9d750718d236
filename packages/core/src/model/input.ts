export { explainIssues } from "./explain-issues.ts";
export { parseMoment, timeOrDate, timeText } from "./time-text.ts";
export { isTimeZone } from "./time-zone.ts";
