/** The mark: a half sun on the horizon line. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" className="shrink-0">
      <path d="M6 16a6 6 0 0 1 12 0" className="fill-dawn-solid" />
      <path d="M3 17h18" className="stroke-night" strokeWidth="2" strokeLinecap="round" />
      <path d="M12 4.5v2.5M5.4 7.4l1.7 1.7M18.6 7.4l-1.7 1.7" className="stroke-dawn-rule" strokeWidth="2" strokeLinecap="round" />
    </svg>
  );
}
