import { PageColumn } from "@/components/shell/app-shell";
import { PageHeaderSkeleton } from "@/components/ui/page-header";
import { Loading, Skeleton } from "@/components/ui/skeleton";
import { TableSkeleton } from "@/components/ui/table";

export default function AuditLoading() {
  return (
    <PageColumn>
      <Loading what="the audit" />
      <PageHeaderSkeleton />
      <Skeleton className="mb-4 h-15 w-full" />
      <Skeleton className="mb-3 h-8 w-96 max-w-full" />
      <TableSkeleton columns={3} rows={14} />
    </PageColumn>
  );
}
