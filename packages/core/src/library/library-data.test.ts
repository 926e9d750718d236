import { expect, it } from "vitest";
import { readLibraryFiles } from "./test/read-library-files.ts";

it("library.json is what the files say (npx vitest run --project unit packages/core/src/library/library-data -u writes it)", async () => {
  await expect(`${JSON.stringify(readLibraryFiles(), null, 2)}\n`).toMatchFileSnapshot("./library.json");
});
