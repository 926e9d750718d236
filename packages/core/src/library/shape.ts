/** The data of `packages/core/library`. */
export interface Library {
  readonly policies: readonly LibraryPolicy[];
  readonly packs: readonly LibraryPack[];
  readonly starters: readonly LibraryStarter[];
}

export type LibraryCategory = "data" | "content" | "supply_chain" | "tools" | "change" | "money" | "limits" | "memory" | "oversight";

export interface LibraryPolicy {
  /** The name of the item and of the policy. */
  readonly name: string;
  readonly title: string;
  readonly category: LibraryCategory;
  /** Sentences that describe what the policy prevents. */
  readonly stops: readonly string[];
  /** Sentences that describe what it does not prevent. */
  readonly leaves: readonly string[];
  /** Paths of the document to review before publishing. */
  readonly parameters: readonly { readonly path: string; readonly about: string }[];
  /** The document with its comments and cases. */
  readonly yaml: string;
}

/** Requirements of a standard, and the policies that give evidence for them. */
export interface LibraryPack {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly source: string;
  readonly controls: readonly {
    readonly id: string;
    readonly title: string;
    /** Empty when no policy covers the requirement. */
    readonly policies: readonly string[];
    /** The evidence that the policies give. */
    readonly gives: string;
    /** The part that other means must cover. */
    readonly uncovered: string;
  }[];
}

/** Policies for one kind of agent, with their settings. */
export interface LibraryStarter {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly policies: readonly { readonly policy: string; readonly set?: readonly Setting[] }[];
}

/** A value at a path of a document, such as `spec.require[0].value`. */
export interface Setting {
  readonly path: string;
  readonly value: string | number | boolean | readonly (string | number)[];
}

/** Prefix of the names of cases that try to bypass the policy. */
export const ATTACK = "attack: ";
