/** What a check came to. Inconclusive is never a pass. */
export type Verdict = "pass" | "fail" | "inconclusive" | "error";
