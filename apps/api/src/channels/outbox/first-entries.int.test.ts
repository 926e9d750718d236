import { type MailServer, startMailServer } from "@agentlattice/test-kit/mail-server";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi } from "../../testing/api-fixture.ts";

let api: TestApi;
let mail: MailServer;

beforeAll(async () => {
  mail = await startMailServer();
  api = await startTestApi({ SMTP_URL: mail.url, SMTP_FROM: "AgentLattice <al@acme.test>", AL_CONSOLE_URL: "https://console.acme.test" });
  await api.stopDispatcher();
});
afterAll(async () => {
  await api.close();
  await mail.close();
});

const positions = () => api.database.inspect<{ next_seq: string }>("SELECT next_seq FROM app.channel_cursor ORDER BY next_seq", []);

it("an organisation has an outbox position before its first entry", async () => {
  await api.deps.createOrganisation({
    name: "Signed up",
    zone: "UTC",
    seed: null,
    owner: { email: "first@acme.test", name: "Olive", passwordHash: "x" },
  });
  expect(await positions()).toMatchObject([{ next_seq: "0" }]);
});

it("people are informed about entries from before the first process read the log", async () => {
  const org = await api.createOrg();
  const limits = [{ budget: { calls: 1, per: "day", warn_at: 1 } }];
  await org.publish(policy("one-call", { match: { actions: ["doc.read"] }, effect: "allow", limits }));
  expect((await org.submit("doc.read")).body.status).toBe("executed");
  // A webhook does not move the position past them.
  await org.post("webhooks", { url: "https://hooks.acme.test/al", types: ["policy.changed"] });
  expect(await positions()).toMatchObject([{ next_seq: "0" }, { next_seq: "0" }]);
  await api.startProcess();
  await vi.waitFor(() => expect(mail.mails).toHaveLength(1), { timeout: 15_000 });
  expect(mail.mails[0]).toMatchObject({ to: [org.ownerEmail], text: expect.stringContaining("Budget of one-call: 1 of 1 calls") });
});
