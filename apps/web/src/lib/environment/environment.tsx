"use client";

import type { Environment } from "@agentlattice/contract";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use } from "react";
import { inEnvironment } from "./in-environment.ts";

export const ENVIRONMENTS = ["prod", "staging", "dev"] as const satisfies readonly Environment[];
export const ENVIRONMENT_NAME: Readonly<Record<Environment, string>> = { prod: "Production", staging: "Staging", dev: "Development" };

/** The selected environment. Its provider is a file of its own, so that pages outside the console do not load the URL state library. */
export const EnvironmentContext = createContext<Environment | null>(null);

/** Returns the selected environment, which is in the URL, or null for all. */
export const useEnvironment = () => use(EnvironmentContext);

/** Removes the selected environment from links inside it. For numbers that count all environments. */
export function AllEnvironments({ children }: { children: ReactNode }) {
  return <EnvironmentContext value={null}>{children}</EnvironmentContext>;
}

/**
 * Returns a function that opens another page of the console with the selected environment. With `replace`, the page replaces the current
 * entry of the browser's history.
 */
export function useOpenPage(): (href: string, options?: { replace: boolean }) => void {
  const router = useRouter();
  const environment = useEnvironment();
  return (href, options) => router[options?.replace ? "replace" : "push"](inEnvironment(href, environment));
}
