import { PageColumn } from "@/components/shell/app-shell";
import { TranscriptPageSkeleton } from "@/components/transcripts/transcript-page";

export default function TranscriptLoading() {
  return (
    <PageColumn>
      <TranscriptPageSkeleton />
    </PageColumn>
  );
}
