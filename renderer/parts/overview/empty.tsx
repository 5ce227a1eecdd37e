import { t } from '../../text.ts';

export function Empty() {
  return (
    <div className="empty">
      <h2>{t('empty.title')}</h2>
      <p>{t('empty.where')}</p>
      <p className="small t3">
        {t('empty.how')} <code>{t('empty.command')}</code>
      </p>
    </div>
  );
}
