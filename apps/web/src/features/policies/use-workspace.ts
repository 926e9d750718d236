"use client";

import type { PolicyVersion } from "@agentlattice/contract";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { toast } from "sonner";
import { api } from "#lib/api/browser-api.ts";
import { plural } from "#lib/format/text.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { testPolicy, usePolicyChange } from "./use-policies.ts";
import { type Saved, useText, useValidation } from "./use-text.ts";

/** The state of one policy text: input, validation, cases and saving. */
export function useWorkspace(name: string, saved: Saved, onSaved: (version: PolicyVersion) => void) {
  const { role, you } = useMe();
  const { text, setText, changed, outdated, discard } = useText(name, saved);
  const validation = useValidation(text);
  const checked = validation?.text === text;
  const issues = validation?.issues ?? [];
  const mayDraft = may(you, "policies:write");

  const save = usePolicyChange((yaml: string) => api.createPolicy({ body: { yaml } }));
  const cases = useMutation({ mutationFn: async (yaml: string) => ({ yaml, result: await testPolicy(yaml) }) });

  const invalid = checked && issues.length > 0 ? `Fix ${plural(issues.length, "error", "errors")} to continue.` : null;
  const saveBlocked = !mayDraft
    ? `The role ${role} cannot draft policies. Ask an owner, admin or member.`
    : !changed && saved.version !== null
      ? "No unsaved changes."
      : invalid;

  const runCases = () => {
    if (!invalid) cases.mutate(text);
  };
  const saveText = () => {
    if (saveBlocked || save.isPending) return;
    save.mutate(text, {
      onSuccess: onSaved,
      onError: (error) =>
        toast.error("The draft was not saved", {
          description: `${error.message} Your text is stored in this tab.`,
          duration: Number.POSITIVE_INFINITY,
          closeButton: true,
        }),
    });
  };

  // Runs the cases once when the opened text is known to be valid.
  const ran = useRef(false);
  const { mutate } = cases;
  useEffect(() => {
    if (ran.current || !checked || issues.length > 0 || validation?.failed) return;
    ran.current = true;
    mutate(text);
  }, [checked, issues.length, validation?.failed, mutate, text]);

  return {
    text,
    setText,
    changed,
    outdated,
    discard,
    mayDraft,
    validation,
    checked,
    issues,
    invalid,
    saveBlocked,
    saving: save.isPending,
    saveText,
    runCases,
    cases: { result: cases.data?.result ?? null, current: cases.data?.yaml === text, running: cases.isPending, error: cases.error },
  };
}

export type Workspace = ReturnType<typeof useWorkspace>;
