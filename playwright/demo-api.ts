import { createCaller, expectOk } from "@agentlattice/test-kit/call";
import { readDemo } from "./demo.ts";

const demo = readDemo();

/** Calls the API of the product under test. With a body, the method is POST. @throws Error for any refusal */
export async function call(path: string, token: string, body?: object): Promise<ReturnType<JSON["parse"]>> {
  return expectOk(await createCaller(demo.api_url)(body ? "POST" : "GET", `/api/v1${path}`, { token, body }));
}

/** Publishes a policy that asks for approval of an action of its own. @returns the action */
export async function publishAsking(approval: string, labels = "{}"): Promise<string> {
  const word = Math.random()
    .toString(36)
    .replace(/[^a-z]/g, "")
    .slice(0, 8);
  const yaml = `apiVersion: agentlattice/v1
kind: Policy
metadata: { name: work-${word}, labels: ${labels} }
spec:
  match: { actions: [work.${word}] }
  effect: approve
  approval: ${approval}
`;
  const { id } = await call("/policies", demo.org_api_key, { yaml });
  await call(`/policies/${id}/publish`, demo.org_api_key, {});
  return `work.${word}`;
}
