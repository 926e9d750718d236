import type { ApiContext } from "../api-command.ts";
import { describeHalt } from "./describe-halt.ts";
import { haltId } from "./halt-id.ts";

/** Prints a halt with its clients. */
export async function showHalt({ api, json, print, printJson }: ApiContext, id: string): Promise<number> {
  const halt = await api.getHalt({ params: { id: haltId(id) } });
  if (json) printJson(halt);
  else for (const line of describeHalt(halt)) print(line);
  return 0;
}
