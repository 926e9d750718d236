"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import { Button } from "#components/ui/button.tsx";
import { api } from "#lib/api/browser-api.ts";

/** Cancels the scheduled deletion of the organisation. */
export function RestoreButton() {
  const router = useRouter();
  const queries = useQueryClient();
  const restore = useMutation({
    mutationFn: () => api.restoreOrganisation(),
    onSuccess: async () => {
      await queries.invalidateQueries();
      router.refresh();
    },
    onError: (error) => toast.error("The deletion was not cancelled", { description: error.message }),
  });
  return (
    <Button variant="primary" blocked={restore.isPending ? "Saving." : null} onClick={() => restore.mutate()}>
      Cancel deletion
    </Button>
  );
}
