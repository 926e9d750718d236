import { describe, expect, it } from "vitest";
import { refuseWeakPassword } from "./password-policy.ts";

const KNOWN = ["ana.duarte@halden.test", "Ana Duarte", "Halden Freight"];

describe("a new password", () => {
  it.each([
    "short",
    "password1234",
    "Password1234!",
    "P@ssw0rd1234",
    "passwordpassword",
    "qwertyuiop123",
    "letmein123456",
    "iloveyou12345",
    "123456789012",
    "admin1234567",
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

  it("is estimated quickly, whatever its length", () => {
    const { user } = process.cpuUsage();
    for (const part of ["aB3$", "p4$$w0rd@", "4@8({[<369!1|0$5+7%2", "1.1.11"])
      try {
        refuseWeakPassword(part.repeat(1_024).slice(0, 1_024), KNOWN);
      } catch {
        // either answer will do
      }
    expect((process.cpuUsage().user - user) / 1_000).toBeLessThan(2_000);
  });

  it.each(["correct horse battery staple", "three small boats at noon", "пять красных лодок", "Halden is where I learned to sail"])(
    "%s is accepted",
    (password) => {
      expect(() => refuseWeakPassword(password, KNOWN)).not.toThrow();
    },
  );
});
