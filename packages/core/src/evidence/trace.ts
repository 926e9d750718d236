/** W3C Trace Context, version 00; a later version may add fields behind these. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;
const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;

/** The trace id that a `traceparent` header names; `undefined` when it names none. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return TRACEPARENT.exec(traceparent ?? "")?.[1];
}

/**
 * The trace a decision belongs to: the caller's, as its header or its correlation id says, or one of the decision's own.
 * @param eventId UUID of the decision's entry
 */
export function traceOf(
  eventId: string,
  said: { readonly trace_id?: string | undefined; readonly correlation_id?: string | undefined },
): string {
  const { trace_id, correlation_id } = said;
  if (trace_id !== undefined) return trace_id;
  return correlation_id !== undefined && TRACE_ID.test(correlation_id) ? correlation_id : eventId.replaceAll("-", "");
}
