"use client";

import { usePolicyChange } from "#features/policies/use-policies.ts";
import { api } from "#lib/api/browser-api.ts";
import { useOp } from "#lib/api/use-op.ts";

/** Every item of the library, and whether it is installed here. */
export function useLibrary() {
  return useOp("listLibrary", {});
}

/** Reads one item. The API runs its cases. */
export function useLibraryItem(name: string) {
  return useOp("getLibraryItem", { params: { name } });
}

interface Choice {
  readonly publish: boolean;
  readonly replace: boolean;
}

/** Reads the changes that an installation would make. */
export function useInstallPlan(name: string, choice: Choice) {
  return useOp("installLibraryItem", { params: { name }, body: { ...choice, dry_run: true } });
}

export function useInstall(name: string) {
  return usePolicyChange((choice: Choice) => api.installLibraryItem({ params: { name }, body: choice }));
}
