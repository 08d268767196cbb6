import { describeLeadership } from "./leadership-suite.ts";
import { soleLeadership } from "./leadership.ts";

describeLeadership("where there is one replica", soleLeadership, "the one process that holds the data folder leads");
