import { expect, it } from "vitest";
import { errorsPage } from "./errors-page.ts";

it("docs/errors.md lists every code (npx vitest run --project unit errors-page -u writes it)", async () => {
  await expect(errorsPage()).toMatchFileSnapshot("../../../docs/errors.md");
});
