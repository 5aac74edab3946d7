import type { Metadata } from "next";
import { ApiReference } from "@/components/docs/api-reference";
import { PageColumn } from "@/components/shell/app-shell";
import { PageHeader } from "@/components/ui/page-header";
import { ownDocument } from "@/lib/http/openapi";
import { STATUS } from "@/lib/http/status";

export const metadata: Metadata = { title: "API reference" };

export default function ApiPage() {
  const document = ownDocument();
  const operations = Object.values(document.paths).reduce((n, methods) => n + Object.keys(methods).length, 0);
  const address = `${document.servers[0]?.url}/openapi.json`;
  return (
    <PageColumn width="lg">
      <PageHeader
        headline={`A program can make ${operations} requests`}
        detail={
          <span>
            For tools, the same as OpenAPI 3.1:{" "}
            <a href="/api/v1/openapi.json" className="rounded-sm break-all underline decoration-edge underline-offset-2 hover:text-ink">
              {address}
            </a>
          </span>
        }
      />
      <ApiReference document={document} statuses={STATUS} />
    </PageColumn>
  );
}
