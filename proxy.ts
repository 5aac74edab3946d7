import { type NextRequest, NextResponse } from "next/server";

/**
 * A nonce per page and the content security policy that carries it. Nothing else belongs here: who may see a page is decided where
 * the page reads its data, and `/api` is not matched because a body that passes through a proxy is buffered and cut at 10 MB.
 */
export function proxy(request: NextRequest) {
  const nonce = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))));
  const policy = contentSecurityPolicy(nonce, process.env.NODE_ENV === "development");
  const headers = new Headers(request.headers);
  headers.set("x-nonce", nonce);
  headers.set("content-security-policy", policy);
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("content-security-policy", policy);
  return response;
}

/** In development Next's own tools inject styles and evaluate code; `'unsafe-inline'` is ignored beside a nonce, so there is none there. */
function contentSecurityPolicy(nonce: string, development: boolean): string {
  const styles = development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src ${styles}`,
    `style-src-elem ${styles}`,
    // Libraries render style attributes on the server; an attribute cannot fetch anything that img-src and font-src refuse.
    "style-src-attr 'unsafe-inline'",
    // Long texts are compared in a worker that the library keeps as a string. Only a script that may run already can start one.
    "worker-src 'self' blob:",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${development ? " ws: wss:" : ""}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export const config = { matcher: ["/((?!api(?:/|$)|_next/static|_next/image|icon\\.svg|favicon\\.ico).*)"] };
