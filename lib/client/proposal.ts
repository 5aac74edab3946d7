import type { Proposal, ProposalStamp } from "@/lib/domain/views";

/** The proposal as it stands. Throws when it cannot be read. */
export async function fetchProposal(id: string): Promise<Proposal> {
  const response = await fetch(`/api/v1/proposals/${id}`, { headers: { accept: "application/json" }, cache: "no-store" });
  if (!response.ok) throw new Error(`the proposal could not be read (${response.status})`);
  return (await response.json()) as Proposal;
}

/** Calls `tell` with each stamp of the proposal until the returned function is called. The browser opens a lost connection again by itself. */
export function watchProposalEvents(id: string, tell: (stamp: ProposalStamp) => void): () => void {
  const source = new EventSource(`/api/v1/proposals/${id}/events`);
  source.addEventListener("proposal", (event) => tell(JSON.parse((event as MessageEvent<string>).data) as ProposalStamp));
  return () => source.close();
}

/** Calls `tell` whenever the lists of proposals or dreams have changed. */
export function watchListEvents(tell: () => void): () => void {
  const source = new EventSource("/api/v1/proposals/events");
  source.addEventListener("changed", tell);
  return () => source.close();
}
