import * as filters from "../approval-filters.ts";
import { common, empty, ok, type Route, write } from "./route.ts";

export const APPROVAL_FILTER_ROUTES = [
  {
    method: "get",
    path: "/approval-filters",
    operationId: "listApprovalFilters",
    tag: "Approvals",
    summary: "List my saved filters of the queue",
    access: "session",
    responses: { 200: ok("The complete list, by name", filters.ApprovalFilterList) },
    errors: common,
  },
  {
    method: "post",
    path: "/approval-filters",
    operationId: "saveApprovalFilter",
    tag: "Approvals",
    summary: "Save a filter of the queue; one with the same name is replaced",
    access: "session",
    body: filters.ApprovalFilterInput,
    responses: { 200: ok("Saved", filters.ApprovalFilter) },
    errors: [...write, "FILTER_LIMIT"],
  },
  {
    method: "delete",
    path: "/approval-filters/:id",
    operationId: "deleteApprovalFilter",
    tag: "Approvals",
    summary: "Delete one of my saved filters",
    access: "session",
    responses: { 204: empty("Deleted") },
    errors: [...common, "NOT_FOUND"],
  },
] as const satisfies readonly Route[];
