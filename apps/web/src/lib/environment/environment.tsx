"use client";

import type { Environment } from "@agentlattice/contract";
import { useRouter } from "next/navigation";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { createContext, type ReactNode, use } from "react";
import { inEnvironment } from "./in-environment.ts";

export const ENVIRONMENTS = ["prod", "staging", "dev"] as const satisfies readonly Environment[];
export const ENVIRONMENT_NAME: Readonly<Record<Environment, string>> = { prod: "Production", staging: "Staging", dev: "Development" };

const EnvironmentContext = createContext<Environment | null>(null);

/** The environment that the console is narrowed to, as the URL has it; null for all. */
export const useEnvironment = () => use(EnvironmentContext);

const parser = parseAsStringLiteral(ENVIRONMENTS);

/** Narrows the console to an environment, or with null to none. */
export function useChooseEnvironment(): (environment: Environment | null) => void {
  const [, setEnvironment] = useQueryState("environment", parser.withOptions({ history: "push" }));
  return (environment) => void setEnvironment(environment);
}

export function EnvironmentProvider({ children }: { children: ReactNode }) {
  const [environment] = useQueryState("environment", parser);
  return <EnvironmentContext value={environment}>{children}</EnvironmentContext>;
}

/** Around numbers that count all environments: their links lead to as many rows. */
export function AllEnvironments({ children }: { children: ReactNode }) {
  return <EnvironmentContext value={null}>{children}</EnvironmentContext>;
}

/** Opens another page of the console, narrowed as this one is. */
export function useOpenPage(): (href: string) => void {
  const { push } = useRouter();
  const environment = useEnvironment();
  return (href) => push(inEnvironment(href, environment));
}
