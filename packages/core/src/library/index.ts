export { valueAt } from "./adapt-policy.ts";
export { documentsOf, findInLibrary, LIBRARY, type LibraryItem } from "./find-in-library.ts";
export { isAsInstalled, markOrigin } from "./origin.ts";
export { ATTACK, type LibraryPolicy } from "./shape.ts";
