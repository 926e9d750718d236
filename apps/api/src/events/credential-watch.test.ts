import { afterEach, describe, expect, it, vi } from "vitest";
import { AppError } from "../http/app-error.ts";
import { createLog } from "../http/log.ts";
import { CredentialWatch } from "./credential-watch.ts";

const log = createLog("silent");
const watches: CredentialWatch[] = [];
function open(check: (authorization: string) => Promise<unknown>): CredentialWatch {
  const watch = new CredentialWatch(check, log);
  watches.push(watch);
  return watch;
}
afterEach(() => {
  for (const watch of watches.splice(0)) watch.close();
});

describe("the credentials of open streams", () => {
  it("are checked once each, whatever the number of their streams", async () => {
    const check = vi.fn(async () => {});
    const watch = open(check);
    const stops = Array.from({ length: 1_000 }, (_, n) => watch.watch(`Bearer ${n % 300}`, "acme", () => {}));
    await watch.checkAll();
    expect(check).toHaveBeenCalledTimes(300);
    for (const stop of stops) stop();
    await watch.checkAll();
    expect(check).toHaveBeenCalledTimes(300);
  });

  it("end only their own streams", async () => {
    const ended: string[] = [];
    const watch = open(async (authorization) => {
      if (authorization === "revoked") throw new AppError("UNAUTHENTICATED", { detail: "This key is unknown, expired or revoked." });
      if (authorization === "unlucky") throw new Error("no connection");
    });
    for (const name of ["revoked", "unlucky", "good", "revoked"]) watch.watch(name, name, () => void ended.push(name));
    await watch.checkAll();
    expect(ended).toEqual(["revoked", "revoked"]);
  });
});
