import * as library from "../library.ts";
import { common, ok, type Route, write } from "./route.ts";

export const LIBRARY_ROUTES = [
  {
    method: "get",
    path: "/policies/library",
    operationId: "listLibrary",
    tag: "Policies",
    summary: "List the policy library: policies, compliance packs and starters",
    access: "policies:read",
    responses: { 200: ok("All of it", library.LibraryList) },
    errors: common,
  },
  {
    method: "get",
    path: "/policies/library/:name",
    operationId: "getLibraryItem",
    tag: "Policies",
    summary: "Read a policy of the library with its cases, a pack with its coverage, or a starter",
    access: "policies:read",
    responses: { 200: ok("The item", library.LibraryItem) },
    errors: [...common, "NOT_FOUND"],
  },
  {
    method: "post",
    path: "/policies/library/:name/install",
    operationId: "installLibraryItem",
    tag: "Policies",
    summary: "Save the policies of an item as drafts, or preview the changes",
    access: "policies:write",
    body: library.LibraryInstallInput,
    headers: ["Idempotency-Key"],
    responses: { 200: ok("What was done with each policy", library.LibraryInstallResult) },
    errors: [...write, "NOT_FOUND", "POLICY_UNAVAILABLE", "REVIEW_REQUIRED"],
  },
] as const satisfies readonly Route[];
