import type { Operation } from "@/lib/schemas/operation";
import { agentOperations } from "@/lib/schemas/operations/agents";
import { auditOperations } from "@/lib/schemas/operations/audit";
import { documentOperations } from "@/lib/schemas/operations/document";
import { dreamOperations } from "@/lib/schemas/operations/dreams";
import { memoryOperations } from "@/lib/schemas/operations/memory";
import { proposalOperations } from "@/lib/schemas/operations/proposals";
import { storeOperations } from "@/lib/schemas/operations/stores";
import { transcriptOperations } from "@/lib/schemas/operations/transcripts";

/** Every operation of the API by its id, in the order in which people read them. */
export const OPERATION_GROUPS: { name: string; about: string; operations: Record<string, Operation> }[] = [
  { name: "Agents", about: "The deployed agents whose sessions are recorded, and the memory they load.", operations: agentOperations },
  { name: "Transcripts", about: "Records of sessions: sending them in, reading them, judging them.", operations: transcriptOperations },
  { name: "Stores", about: "Named sets of memories that agents load, with a policy.", operations: storeOperations },
  { name: "Memory and versions", about: "What a store holds, now and before.", operations: memoryOperations },
  { name: "Dreams", about: "Runs that read transcripts and draft changes.", operations: dreamOperations },
  { name: "Proposals", about: "Change sets that wait for a person.", operations: proposalOperations },
  { name: "Audit", about: "The chained record of every write and every refusal.", operations: auditOperations },
  { name: "This document", about: "The API describes itself.", operations: documentOperations },
];
