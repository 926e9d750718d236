/** W3C Trace Context, version 00. A later version may append fields. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;
const TRACE_ID = /^(?!0{32})[0-9a-f]{32}$/;

/** Returns the trace id of a `traceparent` header, or undefined. */
export function traceIdOf(traceparent: string | undefined): string | undefined {
  return TRACEPARENT.exec(traceparent ?? "")?.[1];
}

/**
 * Returns the trace of a decision: the caller's, from its header or correlation id, or one derived from the decision.
 * @param eventId UUID of the decision's entry
 */
export function traceOf(
  eventId: string,
  stated: { readonly trace_id?: string | undefined; readonly correlation_id?: string | undefined },
): string {
  const { trace_id, correlation_id } = stated;
  if (trace_id !== undefined) return trace_id;
  return correlation_id !== undefined && TRACE_ID.test(correlation_id) ? correlation_id : eventId.replaceAll("-", "");
}
