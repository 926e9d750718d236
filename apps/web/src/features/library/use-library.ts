"use client";

import type { LibraryInstallResult, LibraryItem, LibraryList } from "@agentlattice/contract";
import { useQuery } from "@tanstack/react-query";
import { usePolicyChange } from "#features/policies/use-policies.ts";
import { getJson, postJson } from "#lib/api/browser-api.ts";
import { queryKeys } from "#lib/api/query-keys.ts";

/** Everything in the library, and how it stands here. */
export function useLibrary() {
  return useQuery({
    queryKey: queryKeys.library(),
    queryFn: ({ signal }) => getJson<LibraryList>("/policies/library", signal),
    refetchOnMount: "always",
  });
}

/** One item, with its cases run by the API. */
export function useLibraryItem(name: string) {
  return useQuery({
    queryKey: queryKeys.libraryItem(name),
    queryFn: ({ signal }) => getJson<LibraryItem>(`/policies/library/${name}`, signal),
    refetchOnMount: "always",
  });
}

interface Choice {
  readonly publish: boolean;
  readonly replace: boolean;
}

/** What installing would do. */
export function useInstallPlan(name: string, choice: Choice) {
  return useQuery({
    queryKey: queryKeys.installPlan(name, choice),
    queryFn: () => postJson<LibraryInstallResult>(`/policies/library/${name}/install`, { ...choice, dry_run: true }),
    refetchOnMount: "always",
  });
}

export function useInstall(name: string) {
  return usePolicyChange((choice: Choice) => postJson<LibraryInstallResult>(`/policies/library/${name}/install`, choice));
}
