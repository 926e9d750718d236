import type { Demo } from "./demo.ts";

/** Denies the merges of the demo agent that earlier tests left pending. The queue would show them and like requests as one row. */
export async function clearQueue(demo: Demo): Promise<void> {
  const { token } = await send(demo, "/auth/sign-in", "", { email: demo.operator_email, password: demo.operator_password });
  const { data } = await send(demo, "/approvals?status=pending&limit=200", token);
  for (const { id, action_type } of data) {
    if (action_type !== "pr.merge") continue;
    const { digest } = await send(demo, `/approvals/${id}/review`, token);
    await send(demo, `/approvals/${id}/decision`, token, { decision: "deny", digest, reason: "Left by an earlier test." });
  }
}

async function send(demo: Demo, path: string, token: string, body?: object): Promise<ReturnType<JSON["parse"]>> {
  const response = await fetch(`${demo.api_url}/api/v1${path}`, {
    method: body ? "POST" : "GET",
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && { "content-type": "application/json" }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
