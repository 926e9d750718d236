import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeId, encodeId } from "./type-id.ts";
import { uuidv7 } from "./uuid.ts";

test.each([
  // Test vectors of the TypeID specification.
  ["00000000000000000000000000", "00000000-0000-0000-0000-000000000000"],
  ["00000000000000000000000001", "00000000-0000-0000-0000-000000000001"],
  ["0000000000000000000000000a", "00000000-0000-0000-0000-00000000000a"],
  ["0000000000000000000000000g", "00000000-0000-0000-0000-000000000010"],
  ["00000000000000000000000010", "00000000-0000-0000-0000-000000000020"],
  ["0123456789abcdefghjkmnpqrs", "0110c853-1d09-52d8-d73e-1194e95b5f19"],
  ["01h455vb4pex5vsknk084sn02q", "01890a5d-ac96-774b-bcce-b302099a8057"],
  ["7zzzzzzzzzzzzzzzzzzzzzzzzz", "ffffffff-ffff-ffff-ffff-ffffffffffff"],
])("%s is %s", (suffix, uuid) => {
  expect(encodeId("evt", uuid)).toBe(`evt_${suffix}`);
  expect(decodeId("evt", `evt_${suffix}`)).toBe(uuid);
});

test.each([
  "evt_8zzzzzzzzzzzzzzzzzzzzzzzzz",
  "evt_01h455vb4pex5vsknk084sn02",
  "evt_01H455VB4PEX5VSKNK084SN02Q",
  "evt_01h455vb4pex5vsknk084sn02i",
  "apr_01h455vb4pex5vsknk084sn02q",
  "evt_",
  "",
  "01h455vb4pex5vsknk084sn02q",
])("%s is not an event id", (text) => expect(decodeId("evt", text)).toBeNull());

test("every UUID survives the round trip, and ids sort as their UUIDs", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (a, b) => {
      expect(decodeId("org", encodeId("org", a))).toBe(a);
      expect(encodeId("org", a) < encodeId("org", b)).toBe(a < b);
    }),
  );
});

test("a UUIDv7 carries its time, version and variant", () => {
  const uuid = uuidv7(Date.parse("2026-11-21T08:00:00.000Z"), new Uint8Array(10).fill(0xff));
  expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(uuid.replaceAll("-", "").slice(0, 12), 16)).toBe(Date.parse("2026-11-21T08:00:00.000Z"));
});
