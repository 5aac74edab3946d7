import { storeView } from "@/lib/domain/views";
import { operation, pageOf } from "@/lib/schemas/operation";
import { archivedQuery, idParams, pageQuery } from "@/lib/schemas/params";
import { createStoreSchema, updateStoreSchema } from "@/lib/schemas/store";

export const storeOperations = {
  listStores: operation({
    method: "GET",
    path: "/stores",
    summary: "Lists the memory stores, newest first.",
    permission: "memory.read",
    query: pageQuery.extend({ archived: archivedQuery }),
    answers: { 200: { about: "A page of stores.", json: pageOf(storeView) } },
  }),
  createStore: operation({
    method: "POST",
    path: "/stores",
    summary: "Adds a memory store; its version 1 is empty.",
    about: "A dream of the store reads the transcripts of all agents that are attached to it.",
    permission: "stores.manage",
    body: createStoreSchema,
    example: { name: "House style", policy: { mode: "review" } },
    answers: { 201: { about: "The store.", json: storeView } },
    refusals: { not_found: "An agent in `agents` does not exist." },
  }),
  getStore: operation({
    method: "GET",
    path: "/stores/{id}",
    summary: "One store: its policy, its schedule and next run, its agents, its head.",
    permission: "memory.read",
    params: idParams,
    answers: { 200: { about: "The store.", json: storeView } },
  }),
  updateStore: operation({
    method: "PATCH",
    path: "/stores/{id}",
    summary: "Changes a store; fields that are given are replaced, a policy and a schedule are merged key by key.",
    about: "Archiving cancels a dream that runs. An archived store takes no change but `archived: false`.",
    permission: "stores.manage",
    params: idParams,
    body: updateStoreSchema,
    example: {
      policy: { mode: "auto-clean", approvals: 2 },
      schedule: { cron: "0 3 * * *", timezone: "Europe/Berlin", min_new_transcripts: 5, quiet_minutes: 10 },
    },
    answers: { 200: { about: "The store.", json: storeView } },
    refusals: { conflict: "The store is archived." },
  }),
};
