import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

const ZONES = [
  "Pacific/Kiritimati",
  "Pacific/Pago_Pago",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "America/St_Johns",
  "America/New_York",
  "Europe/Berlin",
  "UTC",
];
const HOUR_MS = 3_600_000;
/** The whole test takes less. It starts in the next period when the hour ends before. */
const MARGIN_MS = 30_000;

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  for (const per of ["hour", "day", "week", "month"])
    await org.publish(policy(`p-${per}`, { match: { actions: [`per.${per}`] }, effect: "allow", limits: [{ budget: { calls: 1, per } }] }));
  const left = HOUR_MS - (Date.now() % HOUR_MS);
  if (left < MARGIN_MS) await new Promise((resolve) => setTimeout(resolve, left + 50));
}, 90_000);
afterAll(() => api.close());

const submit = (per: string) => api.call("POST", "actions", { token: org.agentKey, body: { action_type: `per.${per}` } });
const move = (zone: string) => api.call("PATCH", "org", { token: org.owner, body: { zone } });
const reserve = (per: string) =>
  api.call("POST", "budgets/reserve", { token: org.agentKey, body: { calls: 1, action_type: `per.${per}` } });
const periods = async () => {
  const { data } = (await api.call("GET", "budgets", { token: org.owner })).body;
  return data.map(({ per, period, used }: { per: string; period: object; used: number }) => ({ per, period, used }));
};

describe("a change of the time zone", () => {
  test("gives no used-up hour, day, week or month again", async () => {
    const units = ["hour", "day", "week", "month"];
    for (const per of units) expect((await submit(per)).body.status).toBe("executed");
    const before = await periods();
    for (const zone of ZONES) {
      expect((await move(zone)).status).toBe(200);
      for (const per of units) {
        expect((await submit(per)).body.denial_reason, `${per} in ${zone}`).toBe("BUDGET_EXCEEDED");
        expect((await reserve(per)).body.denial_reason, `${per} in ${zone}`).toBe("BUDGET_EXCEEDED");
      }
      expect(await periods()).toEqual(before);
    }
  });
});
