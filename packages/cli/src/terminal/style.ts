import type { Output } from "../output.ts";

type Paint = (text: string) => string;

/** Colours, or nothing where they do not belong. */
export type Style = Readonly<Record<keyof typeof CODES, Paint>>;

const CODES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39], cyan: [36, 39] } as const;
const plain: Paint = (text) => text;

/** Coloured on a terminal only, and not when `NO_COLOR` is set; `FORCE_COLOR` colours a pipe too. */
export function styleFor({ isTTY }: Output, env: Readonly<Record<string, string | undefined>>): Style {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0";
  const coloured = !env.NO_COLOR && (forced || (isTTY === true && env.TERM !== "dumb" && env.FORCE_COLOR !== "0"));
  const paint = ([on, off]: readonly [number, number]): Paint => (coloured ? (text) => `\u001b[${on}m${text}\u001b[${off}m` : plain);
  return {
    bold: paint(CODES.bold),
    dim: paint(CODES.dim),
    red: paint(CODES.red),
    green: paint(CODES.green),
    yellow: paint(CODES.yellow),
    cyan: paint(CODES.cyan),
  };
}
