"use client";

import { useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { count } from "@/components/ui/labels";
import { useToast } from "@/components/ui/toast";
import { updateStoreAction } from "@/lib/actions/stores";
import type { Store } from "@/lib/domain/views";

/** Puts a store out of use; everything in it stays to be read. */
export function ArchiveStore({ store }: { store: Store }) {
  const [open, setOpen] = useState(false);
  const waiting = store.open_proposals ?? 0;
  return (
    <div className="space-y-3">
      <p className="max-w-[70ch] text-13 text-muted">
        An archived store can be read, with its whole history. No agent loads it, it dreams no more, and nobody changes it.
      </p>
      <Button onClick={() => setOpen(true)}>Archive the store</Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Archive ${store.name}?`}
        consequence={
          <>
            {store.agents.length === 0
              ? "No agent loads it now."
              : `${count(store.agents.length, "agent")} ${store.agents.length === 1 ? "loads" : "load"} it now and will start the next session without these memories.`}{" "}
            A dream that runs is canceled.
            {waiting > 0 ? ` ${count(waiting, "proposal")} cannot be decided until it is taken out of the archive.` : ""} Nothing is
            deleted.
          </>
        }
        confirm="Archive the store"
        tone="danger"
        onConfirm={async () => {
          const done = await updateStoreAction(store.id, { archived: true });
          return done.ok ? undefined : done.message;
        }}
      />
    </div>
  );
}

/** What being archived means for this store. */
export function ArchivedNote() {
  return (
    <div className="pt-4">
      <Alert title="This store is archived">
        It can be read. No agent loads it, it dreams no more, and nobody changes it until an admin takes it out of the archive, on the page
        Policy.
      </Alert>
    </div>
  );
}

/** The way out of the archive. */
export function UnarchiveStore({ storeId }: { storeId: string }) {
  const [pending, setPending] = useState(false);
  const toast = useToast();
  const takeOut = async () => {
    setPending(true);
    const done = await updateStoreAction(storeId, { archived: false });
    setPending(false);
    toast(done.ok ? { title: "The store is in use again", tone: "dawn" } : { title: done.message, tone: "problem" });
  };
  return (
    <div className="space-y-3">
      <p className="max-w-[70ch] text-13 text-muted">
        Its agents load it again from their next session on, and what was open can be decided again.
      </p>
      <Button pending={pending} onClick={takeOut}>
        Take the store out of the archive
      </Button>
    </div>
  );
}
