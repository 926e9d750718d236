/** What the library is made of: the data of `packages/core/library` as one value. */
export interface Library {
  readonly policies: readonly LibraryPolicy[];
  readonly packs: readonly LibraryPack[];
  readonly starters: readonly LibraryStarter[];
}

export type LibraryCategory = "data" | "content" | "supply_chain" | "tools" | "change" | "money" | "limits" | "memory" | "oversight";

export interface LibraryPolicy {
  /** Also the name of the policy. */
  readonly name: string;
  readonly title: string;
  readonly category: LibraryCategory;
  /** Sentences about what it stops. */
  readonly stops: readonly string[];
  /** And about what it does not. */
  readonly leaves: readonly string[];
  /** What to look at before it is put in force, as paths of the document. */
  readonly parameters: readonly { readonly path: string; readonly about: string }[];
  /** The document with its comments and cases. */
  readonly yaml: string;
}

/** Requirements of others, and which policies give evidence for them. */
export interface LibraryPack {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly source: string;
  readonly controls: readonly {
    readonly id: string;
    readonly title: string;
    /** Empty: nothing here covers it. */
    readonly policies: readonly string[];
    /** What can be shown. */
    readonly gives: string;
    /** What has to come from elsewhere. */
    readonly uncovered: string;
  }[];
}

/** Policies for one kind of agent, with settings of their own. */
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

/** Cases whose name begins so are attempts to get past the policy. */
export const ATTACK = "attack: ";
