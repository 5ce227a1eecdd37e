import type { ReactNode } from 'react';
import { t } from '../../text.ts';
import type { SettingId } from '../../view/settings-index.ts';
import { CopyButton } from '../copy-button.tsx';
import { ShowInFolder } from '../show-in-folder.tsx';
import { Row } from './row.tsx';
import { titleOf } from './words.ts';

interface Props {
  id: SettingId;
  value: string;
  /** a path or an address: in the letters of code, with a button that copies it */
  copy?: string;
  /** what is copied is a path that the engine names, and can be shown in its folder */
  folder?: boolean;
  more?: ReactNode;
  note?: ReactNode;
}

/** What is so and is not set here. */
export function Fact({ id, value, copy, folder = false, more, note }: Props) {
  return (
    <Row id={id} more={more} note={note}>
      {copy === undefined ? <span className="num set-fact">{value}</span> : <code className="set-fact">{value}</code>}
      {copy !== undefined && folder && <ShowInFolder path={copy} name={titleOf(id)} />}
      {copy !== undefined && <CopyButton small text={copy} name={t('set.copy', { what: titleOf(id) })} />}
    </Row>
  );
}
