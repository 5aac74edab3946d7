import { PageColumn } from "@/components/shell/app-shell";
import { PageHeaderSkeleton } from "@/components/ui/page-header";
import { Loading } from "@/components/ui/skeleton";
import { TableSkeleton } from "@/components/ui/table";

export default function StoreDreamsLoading() {
  return (
    <PageColumn>
      <Loading what="the dreams" />
      <PageHeaderSkeleton />
      <div aria-hidden="true" className="mb-4 h-9 border-b border-line max-md:h-11" />
      <TableSkeleton columns={5} rows={4} />
    </PageColumn>
  );
}
