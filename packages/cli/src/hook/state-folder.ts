import { homedir } from "node:os";
import { join } from "node:path";

/** Returns the folder of the hooks: `agentlattice/hooks` in `$XDG_STATE_HOME`, or in `~/.local/state`. */
export function hookStateFolder(env: Readonly<Record<string, string | undefined>>): string {
  return join(env.XDG_STATE_HOME || join(env.HOME || homedir(), ".local/state"), "agentlattice/hooks");
}
