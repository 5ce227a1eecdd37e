import { Power, PowerOff, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ServerView } from '../../../contract/server.ts';
import { hrefOf } from '../../route.ts';
import { client } from '../../store/engine.ts';
import { inWords } from '../../store/failure.ts';
import { toast } from '../../store/toasts.ts';
import { t } from '../../text.ts';
import type { Form } from '../../view/config-form.ts';
import { shortPath } from '../../view/groups.ts';

interface Props {
  view: ServerView;
  form: Form;
  /** the own config */
  own: string;
  home: string | null;
  blocked: string | null;
}

/** Disabling and removing. Both can be taken back, so nobody is asked. */
export function ConfigManage({ view, form, own, home, blocked }: Props) {
  const { name } = view;
  const [busy, setBusy] = useState(false);
  const off = view.state === 'disabled';
  const doing = async (what: string, work: () => Promise<void>) => {
    if (busy) return;
    setBusy(true);
    await work().catch((error: unknown) => toast(t('config.act.failed', { what, reason: inWords(error) }), { tone: 'fail' }));
    setBusy(false);
  };
  const toggle = () =>
    doing(t(off ? 'config.enable' : 'config.disable'), async () => {
      await client[off ? 'enableServer' : 'disableServer']({ name });
      const back = off ? client.disableServer : client.enableServer;
      toast(t(off ? 'config.enabled' : 'config.disabled', { name }), { undo: async () => void (await back({ name })) });
    });
  const remove = () =>
    doing(t('config.remove'), async () => {
      const { undo } = await client.editConfig({ edits: [{ path: [form.section, name], value: null }] });
      toast(t('config.removed', { name }), undo === null ? {} : { undo: async () => void (await client.undoConfig({ undo })) });
      location.hash = hrefOf('overview');
    });
  const disabled = busy || blocked !== null;
  return (
    <section className="card sc-card" aria-labelledby="sc-manage">
      <h3 id="sc-manage">{t('config.manage')}</h3>
      <p className="t2 small">{t(off ? 'config.enable.more' : 'config.disable.more')}</p>
      <button type="button" className="btn s" disabled={disabled} onClick={toggle}>
        {off ? <Power className="ic" size={13} aria-hidden="true" /> : <PowerOff className="ic" size={13} aria-hidden="true" />}
        {t(off ? 'config.enable' : 'config.disable')}
      </button>
      {form.isOwn ? (
        <>
          <p className="t2 small">{t('config.remove.more', { file: shortPath(own, home) })}</p>
          <button type="button" className="btn s" disabled={disabled} onClick={remove}>
            <Trash2 className="ic" size={13} aria-hidden="true" />
            {t('config.remove')}
          </button>
        </>
      ) : (
        <p className="t2 small">{t('config.remove.client', { file: shortPath(view.sources[0]?.file ?? '', home) })}</p>
      )}
    </section>
  );
}
