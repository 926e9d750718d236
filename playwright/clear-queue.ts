import type { Demo } from "./demo.ts";
import { call } from "./demo-api.ts";

/** Denies the merges of the demo agent that earlier tests left pending. The queue would show them and similar requests as one row. */
export async function clearQueue(demo: Demo): Promise<void> {
  const { token } = await call("/auth/sign-in", "", { email: demo.operator_email, password: demo.operator_password });
  const { data } = await call("/approvals?status=pending&limit=200", token);
  for (const { id, action_type } of data) {
    if (action_type !== "pr.merge") continue;
    const { digest } = await call(`/approvals/${id}/review`, token);
    await call(`/approvals/${id}/decision`, token, { decision: "deny", digest, reason: "Left by an earlier test." });
  }
}
