import { t } from '../../text.ts';

export const exitWords = ({ code, signal }: { code: number | null; signal: string | null }): string =>
  signal === null ? t('card.exit.code', { code: String(code ?? '?') }) : t('card.exit.signal', { signal });
