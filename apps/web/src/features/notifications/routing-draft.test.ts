import type { Notifications } from "@agentlattice/contract";
import { expect, it } from "vitest";
import { digestOf, toDraft, toPatch } from "./routing-draft.ts";

const SETTINGS: Notifications = {
  channels: ["email", "slack"],
  topics: ["anomalies"],
  digest_minutes: null,
  quiet_hours: null,
  available: ["email"],
  zone: "Europe/Berlin",
};

it("keeps channels that the form does not show, and proposes quiet hours in the zone of the organisation", () => {
  const draft = toDraft(SETTINGS);
  expect(toPatch(draft)).toEqual({ channels: ["email", "slack"], topics: ["anomalies"], digest_minutes: null, quiet_hours: null });
  expect(toPatch({ ...draft, isQuiet: true })).toMatchObject({ quiet_hours: { from: "22:00", until: "07:00", zone: "Europe/Berlin" } });
});

it.each([{ from: "7" }, { until: "24:00" }, { zone: "Berlin" }, { until: "22:00" }])("%j is not valid", (part) => {
  expect(toPatch({ ...toDraft(SETTINGS), isQuiet: true, ...part })).toBeNull();
});

it.each([
  [null, "now"],
  [15, "15"],
  [45, "60"],
  [120, "240"],
] as const)("%s minutes are shown as %s", (minutes, choice) => {
  expect(digestOf(minutes)).toBe(choice);
});
