import type { z } from "zod";
import { MODULES } from "./all-modules.ts";
import { type CompiledModule, type ModuleInput, type ModuleOutcome, NOTHING, type PolicyModule } from "./module.ts";

type OnError = "deny" | "approve" | "allow";

const FAILED: Readonly<Record<OnError, ModuleOutcome>> = {
  deny: { action: "DENY", reason_codes: ["MODULE_FAILED"], risk: 100, message: "A module of this policy could not be evaluated." },
  approve: { action: "REQUIRE_APPROVAL", reason_codes: ["MODULE_FAILED"], risk: 80 },
  allow: { ...NOTHING, reason_codes: ["MODULE_FAILED"] },
};

/**
 * Compiles `spec.modules` in the registry's order, whatever the order in the document.
 * @throws Error for a configuration that validation would refuse
 */
export function compileModules(
  config: Readonly<Record<string, unknown>> | undefined,
  registry: readonly PolicyModule[] = MODULES,
): readonly CompiledModule[] {
  if (!config) return [];
  return registry.flatMap((module) => (config[module.name] === undefined ? [] : [compileModule(module, config[module.name])]));
}

function compileModule(module: PolicyModule, written: unknown): CompiledModule {
  const config = module.schema.parse(written) as z.output<typeof module.schema> & { on_error?: OnError };
  const evaluate = module.compile(config);
  const failed = FAILED[config.on_error ?? "deny"];
  const safely = (input: ModuleInput) => {
    try {
      return evaluate(input);
    } catch {
      return failed;
    }
  };
  return { name: module.name, denial: module.denial, evaluate: safely };
}
