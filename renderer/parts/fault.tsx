import { Component, type ReactNode } from 'react';
import { t } from '../text.ts';

/** A page that fails says so and leaves the rest of the window alive; going elsewhere and back tries again. */
export class Fault extends Component<{ children: ReactNode }, { message: string | null }> {
  override state: { message: string | null } = { message: null };

  static getDerivedStateFromError(error: unknown): { message: string } {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <main className="empty">
        <h2>{t('fault.title')}</h2>
        <p>{this.state.message}</p>
        <button type="button" className="btn" onClick={() => this.setState({ message: null })}>
          {t('fault.again')}
        </button>
      </main>
    );
  }
}
