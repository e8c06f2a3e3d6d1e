/** The report's look: the reader's fonts, light or dark as the reader's system is. */
export const styleSheet = `
:root { color-scheme: light dark; --text: #1c2024; --muted: #60666d; --line: #d9dde1; --page: #fff; --good: #18794e; --bad: #c62a2f; }
@media (prefers-color-scheme: dark) {
  :root { --text: #edeef0; --muted: #a0a6ad; --line: #363a3f; --page: #16181a; --good: #4cc38a; --bad: #ff8589; }
}
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 88rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 2.5rem; font-size: 1.2rem; }
.grade { font-size: 0.6em; padding: 0.1em 0.6em; border: 1px solid currentColor; border-radius: 1em; white-space: nowrap; vertical-align: middle; }
.grade-A, .good { color: var(--good); }
.grade-C, .bad { color: var(--bad); }
.muted, .note { color: var(--muted); }
.scroll { overflow-x: auto; }
table { font-size: 0.84rem; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.35rem 0.4rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th:first-child, td.note { text-align: left; }
thead th { font-weight: 600; white-space: normal; vertical-align: bottom; }
td small { display: block; color: var(--muted); }
dt { font-weight: 600; margin-top: 0.6rem; }
dd { margin: 0; overflow-wrap: anywhere; }
`;
