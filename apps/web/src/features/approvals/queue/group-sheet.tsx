"use client";

import { Dialog } from "#components/ui/dialog.tsx";
import { showApproval } from "../card/approval-path.ts";
import { GroupPane } from "./group-pane.tsx";

/** The group's pane as a sheet, where the window has room for the list only. */
export function GroupSheet({ groupKey, onClose }: { groupKey: string; onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Similar requests" placement="side">
      <GroupPane
        groupKey={groupKey}
        onReview={(id) => {
          onClose();
          showApproval(id, { replace: false });
        }}
      />
    </Dialog>
  );
}
