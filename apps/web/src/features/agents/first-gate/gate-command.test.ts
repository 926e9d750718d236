import { parsePolicy } from "@agentlattice/core/policy";
import { expect, test } from "vitest";
import { approvalPolicy, gateCommand } from "./gate-command.ts";

test("names the base URL only if it is not the CLI's default", () => {
  const asked = { apiKey: "al_live_x", action: "pr.merge" };
  expect(gateCommand({ ...asked, apiUrl: "http://127.0.0.1:4000" })).toBe("AL_API_KEY=al_live_x npx agentlattice gate pr.merge");
  expect(gateCommand({ ...asked, apiUrl: "https://al.example.com" })).toBe(
    "AL_API_KEY=al_live_x AL_BASE_URL=https://al.example.com npx agentlattice gate pr.merge",
  );
  expect(gateCommand({ ...asked, apiKey: null, apiUrl: "http://localhost:4000" })).not.toContain("al_live");
});

test("the generated approval policy is valid", () => {
  expect(parsePolicy(approvalPolicy("db:drop.table_a"))).toMatchObject({ ok: true });
});
