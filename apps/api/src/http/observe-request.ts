import type { Context } from "hono";
import type { Deps } from "../deps.ts";
import type { AppEnv } from "./mount-route.ts";

const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/** Counts an answered request and, with AL_LOG_REQUESTS=on, writes its line. `began` is a reading of performance.now(). */
export function observeRequest(deps: Deps, c: Context<AppEnv>, began: number): void {
  const ms = performance.now() - began;
  const { status } = c.res;
  const operation = c.get("operation");
  deps.metrics.request(operation ?? "other", status, ms);
  if (deps.env.AL_LOG_REQUESTS === "off") return;
  deps.log.info(
    {
      request_id: c.get("requestId"),
      trace_id: TRACEPARENT.exec(c.req.header("traceparent") ?? "")?.[1],
      method: c.req.method,
      // The pattern, never the path: what a caller put into a URL is theirs.
      route: c.req.routePath,
      operation,
      status,
      ms: Math.round(ms * 100) / 100,
    },
    "request",
  );
}
