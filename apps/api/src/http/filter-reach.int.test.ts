import { ROUTES } from "@agentlattice/contract";
import { ORGANISATION_KINDS } from "@agentlattice/core/ledger";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { delegate } from "../testing/delegate.ts";
import { AGENT_REACH } from "./filter-reach.ts";

let api: TestApi;
let org: TestOrg;
/** The agents of one chain, and one outside of it. */
let chain: { readonly id: string; readonly key: string }[];
let stranger: string;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  const middle = await delegate(api, org.agentKey, { capabilities: ["*"] });
  const leaf = await delegate(api, middle.key, { capabilities: ["*"] });
  chain = [
    { id: org.agentId, key: org.agentKey },
    { id: middle.agentId, key: middle.key },
    { id: leaf.agentId, key: leaf.key },
  ];
  stranger = (await api.call("POST", "agents", { token: org.owner, body: { name: "stranger", capabilities: ["*"] } })).body.id;
});
afterAll(() => api.close());

const REACHED = { own: [false, false], above: [true, false], below: [false, true], family: [true, true] } as const;
const routes = ROUTES.filter(({ operationId }) => operationId in AGENT_REACH).map((route) => {
  const { shape } = (route as unknown as { query: z.ZodObject }).query;
  return [`${route.path}`.slice(1), "agent" in shape ? "agent" : "agent_id", route.operationId] as const;
});

/** Returns the code of a refusal, or `ok`. An open stream is closed again. */
async function ask(path: string, query: string, token: string): Promise<string> {
  if (path !== "events/stream") {
    const { status, body } = await api.call("GET", `${path.replace(":id", "none")}?${query}`, { token });
    return status === 200 ? "ok" : body.code;
  }
  const abort = new AbortController();
  const response = await api.fetch(`/api/v1/${path}?${query}`, { headers: { authorization: `Bearer ${token}` }, signal: abort.signal });
  const code = response.status === 200 ? "ok" : ((await response.json()) as { code: string }).code;
  abort.abort();
  return code;
}

describe("a filter for an agent, with the key of an agent", () => {
  test.each(routes)("%s?%s", async (path, param, operation) => {
    const [above, below] = REACHED[AGENT_REACH[operation as keyof typeof AGENT_REACH] ?? "own"];
    const found = path.includes(":id") ? "NOT_FOUND" : "ok";
    const key = chain[1]?.key ?? "";
    const answers = [];
    for (const agent of [chain[1]?.id, chain[0]?.id, chain[2]?.id, stranger, "agt_01h455vb4pex5vsknk084sn02q"])
      answers.push(await ask(path, `${param}=${agent}`, key));
    const refused = "FORBIDDEN_FILTER";
    expect(answers).toEqual([found, above ? found : refused, below ? found : refused, refused, refused]);
    expect(await ask(path, `${param}=${stranger}`, org.owner)).toBe(found);
  });

  test("is refused with a sentence that says what to do", async () => {
    const { status, body } = await api.call("GET", `audit/events?agent_id=${stranger}`, { token: org.agentKey });
    expect(status).toBe(403);
    expect(body).toMatchObject({ code: "FORBIDDEN_FILTER", retryable: false });
    expect(body.detail).toContain("Leave agent_id out, or name one of these agents.");
  });
});

describe("a filter for event types, with the key of an agent", () => {
  test.each([...ORGANISATION_KINDS])("%s is refused in the list and the stream", async (kind) => {
    expect(await ask("audit/events", `kind=${kind}`, org.agentKey)).toBe("FORBIDDEN_FILTER");
    expect(await ask("events/stream", `types=${kind}`, org.agentKey)).toBe("FORBIDDEN_FILTER");
    expect(await ask("audit/events", `kind=action.executed,${kind}`, org.agentKey)).toBe("FORBIDDEN_FILTER");
    expect(await ask("audit/events", `kind=${kind}`, org.owner)).toBe("ok");
  });

  test("presence and prefixes of withheld kinds are refused, other prefixes and unknown names are not", async () => {
    expect(await ask("events/stream", "types=presence.changed", org.agentKey)).toBe("FORBIDDEN_FILTER");
    expect(await ask("events/stream", "types=presence.*", org.agentKey)).toBe("FORBIDDEN_FILTER");
    expect(await ask("events/stream", "types=member.*", org.agentKey)).toBe("FORBIDDEN_FILTER");
    expect(await ask("events/stream", "types=policy.*", org.agentKey)).toBe("ok");
    expect(await ask("events/stream", "types=halt.*", org.agentKey)).toBe("ok");
    expect(await ask("events/stream", "types=nonsense.word", org.agentKey)).toBe("INVALID_REQUEST");
    expect(await ask("events/stream", "types=presence.changed", org.owner)).toBe("ok");
  });
});
