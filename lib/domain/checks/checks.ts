import type { Check } from "@/lib/domain/checks/check";
import { diverged } from "@/lib/domain/checks/diverged";
import { externalOnly } from "@/lib/domain/checks/external-only";
import { hiddenCharactersCheck } from "@/lib/domain/checks/hidden-characters";
import { instructionLike } from "@/lib/domain/checks/instruction-like";
import { massRemoval } from "@/lib/domain/checks/mass-removal";
import { personal } from "@/lib/domain/checks/personal";
import { possibleContradiction } from "@/lib/domain/checks/possible-contradiction";
import { protectedMemory } from "@/lib/domain/checks/protected";
import { relativeDate } from "@/lib/domain/checks/relative-date";
import { secret } from "@/lib/domain/checks/secret";
import { singleSession } from "@/lib/domain/checks/single-session";
import { size } from "@/lib/domain/checks/size";
import { trustConflict } from "@/lib/domain/checks/trust-conflict";
import { undated } from "@/lib/domain/checks/undated";
import { ungrounded } from "@/lib/domain/checks/ungrounded";
import { valueChanged } from "@/lib/domain/checks/value-changed";
import type { CheckName } from "@/lib/domain/finding";

/** Every check, in the order in which its findings are shown. */
export const CHECK_TABLE: Record<CheckName, Check> = {
  secret,
  size,
  ungrounded,
  "external-only": externalOnly,
  "trust-conflict": trustConflict,
  protected: protectedMemory,
  "mass-removal": massRemoval,
  "instruction-like": instructionLike,
  "value-changed": valueChanged,
  "hidden-characters": hiddenCharactersCheck,
  personal,
  "possible-contradiction": possibleContradiction,
  "relative-date": relativeDate,
  "single-session": singleSession,
  diverged,
  undated,
};

/** All checks in table order. */
export const ALL_CHECKS: readonly Check[] = Object.values(CHECK_TABLE);
