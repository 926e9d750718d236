import { type Answer, expectOk } from "@agentlattice/test-kit/call";
import type { TestApi } from "./api-fixture.ts";

/** A child agent with its key. */
export interface TestChild {
  /** The delegation's id, `del_…`. */
  readonly id: string;
  readonly agentId: string;
  readonly key: string;
}

/** Calls `POST /delegations` with valid defaults. */
export function postDelegation(api: TestApi, token: string, body: object = {}, headers: Record<string, string> = {}): Promise<Answer> {
  return api.call("POST", "delegations", { token, headers, body: { name: "reviewer", capabilities: ["pr.*"], ttl: 600, ...body } });
}

/** Creates a child, or fails the test. */
export async function delegate(api: TestApi, token: string, body: object = {}): Promise<TestChild> {
  const { id, child, api_key } = expectOk(await postDelegation(api, token, body));
  return { id, agentId: child.id, key: api_key };
}

/** Creates a chain of children. */
export async function delegateDown(api: TestApi, token: string, levels: number, body: object = {}): Promise<TestChild[]> {
  const line: TestChild[] = [];
  for (let level = 0; level < levels; level++) {
    line.push(await delegate(api, line.at(-1)?.key ?? token, { name: `level ${level + 1}`, ...body }));
  }
  return line;
}
