import { findRedisServer, startRedis, type TestRedis } from "@agentlattice/test-kit";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { startTestApi, type TestApi, type TestProcess } from "../testing/api-fixture.ts";

const needsRedis = { skip: findRedisServer() === null && process.env.CI === undefined, timeout: 60_000 };
const SOON = { timeout: 20_000, interval: 200 };
const MIXED = "use different buses";
let api: TestApi;
let redis: TestRedis[] = [];

beforeAll(async () => {
  api = await startTestApi();
  if (!needsRedis.skip) redis = await Promise.all([startRedis(), startRedis()]);
}, 60_000);
afterAll(async () => {
  await api.close();
  await Promise.all(redis.map((one) => one.stop()));
});

const ready = async ({ call }: Pick<TestProcess, "call"> = api) => (await call("GET", "/ready")).body;
const metric = async () => (await api.deps.metrics.registry.getSingleMetricAsString("al_bus_mixed")).split("\n").at(-1);

it("processes with different buses are degraded, with the reason, until they use the same one", needsRedis, async () => {
  const org = await api.createOrg();
  const same = await api.startProcess();
  await vi.waitFor(async () => expect(await api.database.inspect("SELECT 1 FROM app.server_process")).toHaveLength(2), SOON);
  expect([await ready(), await ready(same)]).toEqual([{ status: "ready" }, { status: "ready" }]);
  expect(await metric()).toBe("al_bus_mixed 0");

  const other = await api.startProcess({ REDIS_URL: redis[0]?.url });
  await vi.waitFor(async () => {
    for (const one of [api, same, other]) {
      const answer = await one.call("GET", "/ready");
      expect(answer).toMatchObject({ status: 200, body: { status: "ready", degraded: ["bus"] } });
      expect(answer.body.reasons[0]).toMatch(
        /^The processes of this database use different buses: 2 use Postgres, 1 uses the Redis [0-9a-f]{12}\./,
      );
    }
  }, SOON);
  expect(await metric()).toBe("al_bus_mixed 1");
  const governance = await api.call("GET", "health/governance", { token: org.owner });
  expect(governance.body).toMatchObject({ status: "ok", bus: { status: "degraded", reason: expect.stringContaining(MIXED) } });

  await other.close();
  await vi.waitFor(async () => expect(await ready()).toEqual({ status: "ready" }), SOON);
  await same.close();
});

it("two Redis servers are a mixture, two names of one server are not", needsRedis, async () => {
  const [first, second] = redis;
  const url = first?.url ?? "";
  const named = await api.startProcess({ REDIS_URL: url });
  const again = await api.startProcess({ REDIS_URL: url.replace("127.0.0.1", "localhost") });
  const rows = () => api.database.inspect<{ bus: string }>("SELECT DISTINCT bus FROM app.server_process WHERE bus LIKE 'redis:%'");
  await vi.waitFor(async () => expect(await api.database.inspect("SELECT 1 FROM app.server_process")).toHaveLength(3), SOON);
  expect(await rows()).toHaveLength(1);
  const other = await api.startProcess({ REDIS_URL: second?.url });
  await vi.waitFor(async () => expect(await rows()).toHaveLength(2), SOON);
  await vi.waitFor(async () => expect((await ready(other)).reasons[0]).toMatch(/the Redis .*the Redis/), SOON);
  await Promise.all([named, again, other].map((one) => one.close()));
});
