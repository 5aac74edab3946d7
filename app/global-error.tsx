"use client";

/** Stands in for the root layout when that itself failed: no provider, no stylesheet of ours can be assumed. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  return (
    <html lang="en">
      <head>
        <title>Reveille could not draw this page</title>
      </head>
      <body
        style={{
          fontFamily: "system-ui, sans-serif",
          colorScheme: "light dark",
          maxWidth: "60ch",
          margin: "15vh auto",
          padding: "0 24px",
          lineHeight: 1.5,
        }}
      >
        <main>
          <h1 style={{ fontSize: 24 }}>Reveille could not draw this page</h1>
          <p>Nothing that was saved is lost. Load the page again; if it stays like this, the server's log has the cause.</p>
          {error.digest ? (
            <p>
              Reference for the log: <code>{error.digest}</code>
            </p>
          ) : null}
          <p>
            <a href="/">Go to the inbox</a>
          </p>
        </main>
      </body>
    </html>
  );
}
