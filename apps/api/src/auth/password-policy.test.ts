import { describe, expect, it } from "vitest";
import { refuseWeakPassword } from "./password-policy.ts";

const KNOWN = ["ana.duarte@halden.test", "Ana Duarte", "Halden Freight"];

describe("a new password", () => {
  it.each([
    "short",
    "elevenchars",
    "aaaaaaaaaaaaaaaa",
    "abababababab",
    "ana.duarte@halden.test",
    "Halden Freight",
    "halden-freight-1",
    "HaldenFreight2026",
    "Ana!Duarte!Halden!",
    "ａｎａ．ｄｕａｒｔｅ＠ｈａｌｄｅｎ．ｔｅｓｔ",
  ])("%s is refused", (password) => {
    expect(() => refuseWeakPassword(password, KNOWN)).toThrow(/^The password must/);
  });

  it.each(["correct horse battery staple", "three small boats at noon", "пять красных лодок", "Halden is where I learned to sail"])(
    "%s is taken",
    (password) => {
      expect(() => refuseWeakPassword(password, KNOWN)).not.toThrow();
    },
  );
});
