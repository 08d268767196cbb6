/** Flags that every command takes, in the form that the parser of command lines expects. */
export const commonFlags = {
  config: {
    kind: "parsed",
    parse: String,
    optional: true,
    brief: "Configuration file (default: bellwether.config.yaml, or BELLWETHER_CONFIG)",
    placeholder: "FILE",
  },
  json: { kind: "boolean", default: false, brief: "Answer in JSON" },
} as const;

/** Flags of commands that speak to a running Bellwether. */
export const apiFlags = {
  ...commonFlags,
  url: {
    kind: "parsed",
    parse: String,
    optional: true,
    brief: "Address of Bellwether (default: from the configuration)",
    placeholder: "URL",
  },
  key: {
    kind: "parsed",
    parse: String,
    optional: true,
    brief: "Key (default: BELLWETHER_KEY, or the one of this machine)",
    placeholder: "KEY",
  },
} as const;

/** What `commonFlags` gives. */
export interface CommonFlags {
  readonly config?: string;
  readonly json: boolean;
}

/** What `apiFlags` gives. */
export interface ApiFlags extends CommonFlags {
  readonly url?: string;
  readonly key?: string;
}
