import { traceIdOf } from "@agentlattice/core";
import type { Context } from "hono";
import type { Deps } from "../deps.ts";
import type { AppEnv } from "./mount-route.ts";
import { MEASURE_DIGITS, round } from "./round.ts";

/** Counts a request and, with AL_LOG_REQUESTS=on, logs it. @param began start of the request, by performance.now() */
export function observeRequest(deps: Pick<Deps, "env" | "log" | "metrics">, c: Context<AppEnv>, began: number): void {
  const ms = performance.now() - began;
  const { status } = c.res;
  const operation = c.get("operation");
  deps.metrics.request(operation ?? "other", status, ms);
  if (deps.env.AL_LOG_REQUESTS === "off") return;
  deps.log.info(
    {
      request_id: c.get("requestId"),
      trace_id: traceIdOf(c.req.header("traceparent")),
      method: c.req.method,
      // The pattern is logged instead of the path, because the path may contain user input.
      route: c.req.routePath,
      operation,
      status,
      ms: round(ms, MEASURE_DIGITS),
    },
    "request",
  );
}
