import type { GroupRule } from "./gate-rule.ts";
import { generatorRules } from "./generator-gates.ts";
import { hostRules } from "./host-gates.ts";

/** All gates that judge a duet or a round of slots. They read generator, host and containers' limits, never the answers. */
export const groupRules: readonly GroupRule[] = [...generatorRules, ...hostRules];
