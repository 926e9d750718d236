"use client";

import type { Environment } from "@agentlattice/contract";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { createContext, type ReactNode, use } from "react";
import { inEnvironment } from "./in-environment.ts";

export const ENVIRONMENTS = ["prod", "staging", "dev"] as const satisfies readonly Environment[];
export const ENVIRONMENT_NAME: Readonly<Record<Environment, string>> = { prod: "Production", staging: "Staging", dev: "Development" };

const EnvironmentContext = createContext<Environment | null>(null);

/** Returns the selected environment, which is in the URL, or null for all. */
export const useEnvironment = () => use(EnvironmentContext);

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

/** Removes the selected environment from links inside it. For numbers that count all environments. */
export function AllEnvironments({ children }: { children: ReactNode }) {
  return <EnvironmentContext value={null}>{children}</EnvironmentContext>;
}

/** Returns a function that opens another page of the console with the selected environment. */
export function useOpenPage(): (href: string) => void {
  const { push } = useRouter();
  const environment = useEnvironment();
  return (href) => push(inEnvironment(href, environment));
}
