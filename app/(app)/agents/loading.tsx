import { PageColumn } from "@/components/shell/app-shell";
import { PageHeaderSkeleton } from "@/components/ui/page-header";
import { Loading } from "@/components/ui/skeleton";
import { TableSkeleton } from "@/components/ui/table";

export default function AgentsLoading() {
  return (
    <PageColumn>
      <Loading what="the agents" />
      <PageHeaderSkeleton />
      <TableSkeleton columns={5} rows={4} />
    </PageColumn>
  );
}
