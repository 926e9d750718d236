import { expect, test } from "vitest";
import { shownUrl } from "./endpoint-row.ts";

test.each([
  ["https://hooks.acme.test", "https://hooks.acme.test"],
  ["https://hooks.acme.test/agentlattice/prod", "https://hooks.acme.test/agentlattice/prod"],
  ["https://hooks.acme.test/al?token=CANARY&team=7", "https://hooks.acme.test/al?token=...&team=..."],
  ["https://hooks.acme.test/al?CANARY", "https://hooks.acme.test/al?..."],
  ["https://hooks.acme.test/al#CANARY", "https://hooks.acme.test/al"],
  ["https://hooks.acme.test/in/CANARYcanaryCANARYcanary9f2c/x", "https://hooks.acme.test/in/...9f2c/x"],
])("shows the URL %s of a webhook as %s", (url, shown) => expect(shownUrl("webhook", url)).toBe(shown));
