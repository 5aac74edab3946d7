import { PageColumn } from "@/components/shell/app-shell";
import { PageHeaderSkeleton } from "@/components/ui/page-header";
import { Loading } from "@/components/ui/skeleton";

export default function SearchLoading() {
  return (
    <PageColumn>
      <Loading what="what was found" />
      <PageHeaderSkeleton />
    </PageColumn>
  );
}
