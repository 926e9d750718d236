import type { Answer, Call } from "@agentlattice/test-kit/call";
import type { TestOrg } from "./api-fixture.ts";

/** The steps of an approval, each with the credential of its caller. */
export interface Gate {
  /** Submits the action with the agent's key and returns the response body. */
  ask(submission: object, token?: string): Promise<Answer["body"]>;
  /** Submits the action with the agent's key and returns the id of its approval request. */
  request(submission: object, token?: string): Promise<string>;
  read(approvalId: string, headers?: Record<string, string>): Promise<Answer>;
  /** Decides with the approval's digest or a reason. */
  decide(
    approvalId: string,
    decision: "approve" | "deny",
    options?: { token?: string; headers?: Record<string, string>; body?: object },
  ): Promise<Answer>;
  collect(approvalId: string, body?: object): Promise<Answer>;
  consume(permit: string, body: object, options?: { token?: string; headers?: Record<string, string> }): Promise<Answer>;
}

export function gateOf(call: Call, org: TestOrg): Gate {
  const token = org.agentKey;
  const read: Gate["read"] = (approvalId, headers = {}) => call("GET", `approvals/${approvalId}`, { token, headers });
  const ask: Gate["ask"] = async (submission, key = token) => (await call("POST", "actions", { token: key, body: submission })).body;
  return {
    read,
    ask,
    request: async (submission, key) => (await ask(submission, key)).approval_id,
    async decide(approvalId, decision, { token: person = org.owner, headers = {}, body = {} } = {}) {
      const seen =
        decision === "approve"
          ? { digest: (await call("GET", `approvals/${approvalId}`, { token: org.owner })).body.digest }
          : { reason: "Not today." };
      return call("POST", `approvals/${approvalId}/decision`, { token: person, headers, body: { decision, ...seen, ...body } });
    },
    collect: (approvalId, body = {}) => call("POST", `approvals/${approvalId}/collect`, { token, body }),
    consume: (permit, body, { token: key = org.orgKey, headers = {} } = {}) =>
      call("POST", "permits/consume", { token: key, headers, body: { permit, ...body } }),
  };
}
