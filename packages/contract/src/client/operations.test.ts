import { expect, it } from "vitest";
import { ROUTES } from "../routes/index.ts";

it("operations.ts lists every route (npx vitest run --project unit operations -u writes it)", async () => {
  const lines = ROUTES.map(({ operationId, method, path }) => `  ${operationId}: ["${method}", "${path}"],\n`);
  const text = `/** Method and path of every operation. Generated from ROUTES, so that a client needs no schemas. */\nexport const OPERATIONS = {\n${lines.join("")}} as const;\n`;
  await expect(text).toMatchFileSnapshot("./operations.ts");
});
