import { describeMachine } from "./machine.mjs";

/**
 * Prints the goals as a table and, as the last line, as one JSON object.
 * @param {string} bench
 * @param {{ name: string, value: number, unit: string, floor: number, target: number, better: "higher" | "lower" }[]} goals
 * @param {object} [details]
 */
export function report(bench, goals, details = {}) {
  const judged = goals.map(({ better, ...goal }) => ({
    ...goal,
    ok: better === "higher" ? goal.value >= goal.floor : goal.value <= goal.floor,
  }));
  console.log("");
  for (const goal of judged)
    console.log(`${goal.ok ? "ok  " : "MISS"} ${goal.name}: ${goal.value} ${goal.unit} (floor ${goal.floor}, target ${goal.target})`);
  console.log(JSON.stringify({ bench, machine: describeMachine(), ...details, goals: judged }));
  process.exitCode = judged.every((goal) => goal.ok) ? 0 : 1;
}
