import type { Deps } from "../deps.ts";

/** Returns why hints between processes are lost, which delays answers but changes none; null when all is well. */
export function busFault({ bus, busPeers }: Pick<Deps, "bus" | "busPeers">): string | null {
  if (!bus.isConnected()) return "The bus is not connected. Decisions are correct, but waiting gates resume seconds later.";
  return busPeers?.fault() ?? null;
}
