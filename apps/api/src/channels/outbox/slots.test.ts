import { expect, test } from "vitest";
import { createSlots, SLOTS } from "./slots.ts";

const to = (receiver: number | string, { org = "o1", channel = "webhook" } = {}) => ({
  org_id: org,
  receiver_id: `${org} ${channel} ${receiver}`,
  channel,
});
const fill = (slots: ReturnType<typeof createSlots>, options: { org?: string; channel?: string }, count: number = SLOTS.total) =>
  Array.from({ length: count }, (_, n) => slots.take(to(n, options))).filter(Boolean).length;

test("one receiver uses some of the slots, and only one after a failed attempt", () => {
  const slots = createSlots();
  expect(Array.from({ length: 6 }, () => slots.take(to(1)))).toEqual([true, true, true, true, false, false]);
  expect(slots.busy()).toEqual([to(1).receiver_id]);
  for (let n = 0; n < SLOTS.receiver; n++) slots.release(to(1), false);
  expect([slots.take(to(1)), slots.take(to(1))]).toEqual([true, false]);
  slots.release(to(1), true);
  expect([slots.take(to(1)), slots.take(to(1))]).toEqual([true, true]);
});

test("one organisation does not use all slots", () => {
  const slots = createSlots();
  expect(fill(slots, {}) + fill(slots, { channel: "slack" })).toBe(SLOTS.org);
  expect(slots.busy()).toEqual(["o1", "o1 webhook"]);
  expect(slots.take(to(1, { org: "o2" }))).toBe(true);
});

test("unresponsive webhooks leave slots for the other channels of their organisation", () => {
  const slots = createSlots();
  expect(fill(slots, {})).toBe(SLOTS.endpointsOfOrg);
  expect(slots.busy()).toEqual(["o1 webhook"]);
  for (const channel of ["email", "push", "slack", "teams"]) expect(slots.take(to("other", { channel }))).toBe(true);
});

test("a channel to people leaves slots for the other channels, per organisation and in total", () => {
  const slots = createSlots();
  expect(fill(slots, { channel: "email" })).toBe(SLOTS.channelOfOrg);
  expect(slots.busy()).toEqual(["o1 email"]);
  expect(slots.take(to("slack", { channel: "slack" }))).toBe(true);
  for (let n = 2; n < 12; n++) fill(slots, { org: `o${n}`, channel: "email" });
  expect(slots.busy()).toContain("email");
  expect(slots.free).toBe(SLOTS.total - SLOTS.channel - 1);
  expect(slots.take(to("push", { channel: "push" }))).toBe(true);
});
