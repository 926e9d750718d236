import { expect, test } from "vitest";
import { Share } from "./share.ts";

test("a caller with a higher priority is served before others that wait", async () => {
  const share = new Share(1);
  const order: string[] = [];
  let free = () => {};
  const released = new Promise<void>((resolve) => {
    free = resolve;
  });
  const held = share.run(() => released);
  const work = (name: string, priority?: number) => share.run(async () => void order.push(name), priority);
  const waiting = [work("read 1"), work("read 2"), work("change", 1), work("read 3")];
  free();
  await Promise.all([held, ...waiting]);
  expect(order).toEqual(["change", "read 1", "read 2", "read 3"]);
  expect(share.waiting).toBe(0);
});
