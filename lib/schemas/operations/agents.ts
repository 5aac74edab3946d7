import { z } from "zod";
import { agentMemoryView, agentView } from "@/lib/domain/views";
import { createAgentSchema, updateAgentSchema } from "@/lib/schemas/agent";
import { operation, pageOf } from "@/lib/schemas/operation";
import { archivedQuery, idParams, pageQuery } from "@/lib/schemas/params";

export const agentOperations = {
  listAgents: operation({
    method: "GET",
    path: "/agents",
    summary: "Lists the agents, newest first.",
    permission: "agents.read",
    query: pageQuery.extend({ archived: archivedQuery }),
    answers: { 200: { about: "A page of agents.", json: pageOf(agentView) } },
  }),
  createAgent: operation({
    method: "POST",
    path: "/agents",
    summary: "Adds an agent, with a memory store of its own unless told otherwise.",
    permission: "agents.manage",
    body: createAgentSchema,
    example: { name: "Support desk", audience: "public" },
    answers: { 201: { about: "The agent.", json: agentView } },
  }),
  getAgent: operation({
    method: "GET",
    path: "/agents/{id}",
    summary: "One agent with the stores that it loads.",
    permission: "agents.read",
    params: idParams,
    answers: { 200: { about: "The agent.", json: agentView } },
  }),
  updateAgent: operation({
    method: "PATCH",
    path: "/agents/{id}",
    summary: "Changes an agent's name, description or audience, or archives it; what is left out stays.",
    permission: "agents.manage",
    params: idParams,
    body: updateAgentSchema,
    example: { description: "Answers customers about their orders." },
    answers: { 200: { about: "The agent.", json: agentView } },
  }),
  getAgentMemory: operation({
    method: "GET",
    path: "/agents/{id}/memory",
    summary: "The approved memory of all stores that the agent loads, as one state.",
    about:
      "With `session_id` a delivery is recorded once for each store and version, on 200 and on 304 alike: later the history says which version that session was handed. Ask again with `If-None-Match` and nothing is sent while nothing has changed.",
    permission: "memory.read",
    params: idParams,
    query: z.object({
      session_id: z.string().min(1).max(512).optional().describe("The id that the session's transcript will carry (`external_id`)."),
      format: z.enum(["json", "markdown"]).default("json"),
    }),
    answers: {
      200: {
        about: "The memory.",
        json: agentMemoryView,
        other: { "text/markdown": "For a system prompt: per store a heading with its version, per memory a heading with its path." },
        headers: { ETag: "Names this state of all stores." },
      },
      304: { about: "Nothing has changed since the state that `If-None-Match` names." },
    },
  }),
};
