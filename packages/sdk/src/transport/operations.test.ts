import { ROUTES } from "@agentlattice/contract";
import { expect, test } from "vitest";

// When the contract changes: npx vitest run --project unit-clients operations -u
test("operations.ts has the method and path of every operation of the contract", async () => {
  const lines = ROUTES.map(({ method, path }) => `  | readonly ["${method}", "${path}"]`);
  const text = `/** Method and path of every operation. Generated from the contract, so that the build needs no other package. */\nexport type Operation =\n${lines.join("\n")};\n`;
  await expect(text).toMatchFileSnapshot("./operations.ts");
});
