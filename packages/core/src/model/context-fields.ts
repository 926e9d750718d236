/** Fields of a submission that describe a call and not what it does. Grants do not compare them. */
export const CONTEXT_FIELDS: ReadonlySet<string> = new Set([
  "supports",
  "justification",
  "summary",
  "callback",
  "session_id",
  "run_id",
  "iteration_index",
  "correlation_id",
  "parent_event_id",
]);
