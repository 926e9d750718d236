"use client";

import type { Environment } from "@agentlattice/contract";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { ENVIRONMENTS, EnvironmentContext } from "./environment.tsx";

const parser = parseAsStringLiteral(ENVIRONMENTS);

/** Returns a function that selects an environment, or all with null. */
export function useChooseEnvironment(): (environment: Environment | null) => void {
  const [, setEnvironment] = useQueryState("environment", parser.withOptions({ history: "push" }));
  return (environment) => void setEnvironment(environment);
}

export function EnvironmentProvider({ children }: { children: ReactNode }) {
  const [environment] = useQueryState("environment", parser);
  return <EnvironmentContext value={environment}>{children}</EnvironmentContext>;
}
