import { describe, expect, it } from "vitest";
import { traceIdOf, traceOf } from "./trace.ts";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const EVENT = "019ad5a4-0000-7000-8000-000000000001";

describe("the trace of a decision", () => {
  it.each([
    ["a header", `00-${TRACE}-00f067aa0ba902b7-01`, TRACE],
    ["a header of a later version", `01-${TRACE}-00f067aa0ba902b7-01-more`, TRACE],
    ["a trace of zeros", `00-${"0".repeat(32)}-00f067aa0ba902b7-01`, undefined],
    ["a parent of zeros", `00-${TRACE}-${"0".repeat(16)}-01`, undefined],
    ["version ff", `ff-${TRACE}-00f067aa0ba902b7-01`, undefined],
    ["upper case", `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`, undefined],
    ["something behind the flags", `00-${TRACE}-00f067aa0ba902b7-01x`, undefined],
    ["nothing", undefined, undefined],
  ])("%s", (_, header, trace) => {
    expect(traceIdOf(header)).toBe(trace);
  });

  it("comes from the header, then the correlation id, then the decision", () => {
    const correlation_id = "0af7651916cd43dd8448eb211c80319c";
    expect(traceOf(EVENT, { trace_id: TRACE, correlation_id })).toBe(TRACE);
    expect(traceOf(EVENT, { correlation_id })).toBe(correlation_id);
    expect(traceOf(EVENT, { correlation_id: "order 7" })).toBe("019ad5a4000070008000000000000001");
    expect(traceOf(EVENT, {})).toBe("019ad5a4000070008000000000000001");
  });
});
