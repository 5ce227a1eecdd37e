import type { GatewayProfile, GatewayTool } from '../../../contract/routes/gateway.ts';
import { editProfile } from '../../store/profile-edits.ts';
import { t } from '../../text.ts';
import { changesOf, reasonHidden, rulesWith } from '../../view/profile-rules.ts';
import { useWish } from '../use-wish.ts';

interface Props {
  profile: GatewayProfile;
  /** all tools of the server */
  of: readonly GatewayTool[];
  tools: readonly GatewayTool[];
  name: string;
  blocked: string | null;
}

/** On: clients of this one profile are shown it. What other rules hide says which. */
export function ProfileCheck({ profile, of, tools, name, blocked }: Props) {
  const [shown, wish] = useWish(tools.filter(({ hidden }) => !hidden).length);
  const reasons = tools.map((tool) => reasonHidden(profile, tool)).filter((reason) => reason !== null);
  // as many as can be shown are: the next press hides them
  const most = tools.length - reasons.length;
  const on = shown > 0 && shown >= most;
  const stuck = shown === 0 && most === 0 ? reasons[0] : null;
  const why = blocked ?? (stuck ? t(`profiles.tool.${stuck}`) : null);
  const words = t('profiles.tool.of', { name, profile: profile.name });
  return (
    <input
      type="checkbox"
      className="check"
      checked={shown === tools.length}
      ref={(box) => {
        if (box) box.indeterminate = shown > 0 && shown < tools.length;
      }}
      aria-label={why === null ? words : `${words}. ${why}`}
      aria-disabled={why === null ? undefined : true}
      title={why ?? words}
      onChange={() => {
        if (why !== null) return;
        const changes = changesOf(profile.name, profile, rulesWith(profile, of, tools, !on));
        wish(on ? 0 : most, editProfile(profile.name, changes));
      }}
    />
  );
}
