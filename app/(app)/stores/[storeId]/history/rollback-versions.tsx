"use client";

import Link from "next/link";
import { useMemo, useState } from "react";
import type { RollbackActions } from "@/components/history/rollback-dialog";
import { VersionList, type VersionListProps } from "@/components/history/version-list";
import { Alert } from "@/components/ui/alert";
import { previewRollbackAction, rollBackAction } from "@/lib/actions/memory";
import type { Version } from "@/lib/domain/views";
import { paths } from "@/lib/paths";

/** The list with its rollback; what was just rolled back is said above it until the page is left. */
export function RollbackVersions(props: Omit<VersionListProps, "rollback">) {
  const [made, setMade] = useState<Version>();
  const { storeId } = props;
  const rollback = useMemo(
    (): RollbackActions => ({
      preview: (toVersion) => previewRollbackAction(storeId, toVersion),
      rollBack: (input) => rollBackAction(storeId, input),
      onRolledBack: setMade,
    }),
    [storeId],
  );
  return (
    <>
      <div role="status">{made ? <RolledBack storeId={storeId} made={made} /> : null}</div>
      <VersionList {...props} rollback={rollback} />
    </>
  );
}

export function RolledBack({ storeId, made }: { storeId: string; made: Version }) {
  return (
    <div className="pb-3">
      <Alert tone="done" title={`Version ${made.number} is live and says what version ${made.to_version} said`}>
        The next session of the agent loads it.{" "}
        <Link href={paths.version(storeId, made.number)} className="rounded-sm underline underline-offset-2">
          {`See version ${made.number}`}
        </Link>
      </Alert>
    </div>
  );
}
