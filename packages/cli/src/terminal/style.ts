import pc from "picocolors";
import type { Output } from "../output.ts";

type Colour = "bold" | "dim" | "red" | "green" | "yellow" | "cyan";

/** Functions that colour a text. They return it unchanged when colours are off. */
export type Style = Readonly<Record<Colour, (text: string) => string>>;

/** Returns a coloured style for a terminal, unless `NO_COLOR` is set. `FORCE_COLOR` turns colours on for pipes too. */
export function styleFor({ isTTY }: Output, env: Readonly<Record<string, string | undefined>>): Style {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0";
  return pc.createColors(!env.NO_COLOR && (forced || (isTTY === true && env.TERM !== "dumb" && env.FORCE_COLOR !== "0")));
}
