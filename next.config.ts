import type { NextConfig } from "next";

// The content security policy needs a nonce per request and is set where that is made; these are the same for every answer.
const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=(), usb=()" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
];

const config: NextConfig = {
  distDir: process.env.REVEILLE_DIST_DIR || ".next",
  poweredByHeader: false,
  reactStrictMode: true,
  // Types are checked over everything, tests included, by `npm test`; a start does not fail for a test file's types.
  typescript: { ignoreBuildErrors: true },
  // Native modules and modules that load their parts by name at run time: bundling breaks them.
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "@secretlint/core",
    "@secretlint/profiler",
    "@secretlint/secretlint-rule-preset-recommend",
    "pg",
    "pg-boss",
    "pino",
  ],
  headers: async () => [{ source: "/:path*", headers }],
};

export default config;
