import type { ReactNode } from 'react';

/** Some rows of a section under a heading of their own. */
export function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="set-card-of">
      <h3>{title}</h3>
      <div className="card set-card">{children}</div>
    </div>
  );
}
