"use client";

import { useRouter } from "next/navigation";
import { useCallback, useState } from "react";
import { RollbackDialog } from "@/components/history/rollback-dialog";
import { Button } from "@/components/ui/button";
import { previewRollbackAction, rollBackAction } from "@/lib/actions/memory";
import { paths } from "@/lib/paths";

type Props = { storeId: string; storeName: string; toVersion: number; headVersion: number };

/** Brings this version back and goes to the new one that says the same. */
export function RollbackButton({ storeId, storeName, toVersion, headVersion }: Props) {
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const preview = useCallback((to: number) => previewRollbackAction(storeId, to), [storeId]);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Roll back to version {toVersion}</Button>
      {open ? (
        <RollbackDialog
          storeName={storeName}
          toVersion={toVersion}
          headVersion={headVersion}
          preview={preview}
          rollBack={(input) => rollBackAction(storeId, input)}
          onRolledBack={(made) => router.push(paths.version(storeId, made.number))}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}
