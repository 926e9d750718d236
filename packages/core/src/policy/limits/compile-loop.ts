import type { Facts } from "../../model/facts.ts";
import type { LoopCheck } from "../../model/settle-plan.ts";
import type { LoopConfig } from "../../modules/loop/loop.ts";
import type { ModuleTools } from "../../modules/module.ts";
import { hashCall, subjectsOf } from "./subjects.ts";
import { windowMs } from "./units.ts";

const LOOP_DEFAULTS = { window: "10m", max_repeats: 3, cycle_length: 8, by: "session" } as const;

/** Compiles the check for repeated calls and cycles of calls. */
export function compileLoop(id: string, config: LoopConfig) {
  const window_ms = windowMs(config.window ?? LOOP_DEFAULTS.window);
  const by = config.by ?? LOOP_DEFAULTS.by;
  return (facts: Facts, tools: ModuleTools): readonly LoopCheck[] => {
    const keys = subjectsOf(by, facts, tools).map((subject) => `${id}:loop:${subject}`);
    return [
      {
        kind: "loop",
        policy: id,
        part: "modules",
        index: 0,
        window_ms,
        call: hashCall(facts, tools),
        max_repeats: config.max_repeats ?? LOOP_DEFAULTS.max_repeats,
        cycle_length: config.cycle_length ?? LOOP_DEFAULTS.cycle_length,
        ...(config.on_loop === "halt" ? { halts: true as const } : {}),
        keys,
      },
    ];
  };
}
