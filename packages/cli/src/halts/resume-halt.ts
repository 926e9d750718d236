import type { ApiContext } from "../api-command.ts";
import { describeHalt } from "./describe-halt.ts";
import { haltId } from "./halt-id.ts";

/** Ends a halt and prints it. */
export async function resumeHalt({ api, json, print, printJson }: ApiContext, id: string, reason: string): Promise<number> {
  const halt = await api.resumeHalt({ params: { id: haltId(id) }, body: { reason } });
  if (json) printJson(halt);
  else for (const line of describeHalt(halt)) print(line);
  return 0;
}
