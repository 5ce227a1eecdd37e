// What the palette finds besides servers: tools of the gateway, and settings.
import { Monitor, Moon, Settings, Sparkles, Sun, Wrench } from 'lucide-react';
import type { GatewayTool } from '../../contract/routes/gateway.ts';
import { hrefOf } from '../route.ts';
import { desktop } from '../store/desktop.ts';
import { themeStore, themes } from '../store/theme.ts';
import { t } from '../text.ts';
import { plain } from '../view/log-lines.ts';
import { isThere, sectionIds, settingsOf } from '../view/settings-index.ts';
import { type Command, command, go } from './command.ts';
import { titleOf, wordsOf } from './settings/words.ts';

/** Each leads to its form, in which it can be called. Roundhouse's own tools have no page. */
export const toolCommands = (tools: readonly GatewayTool[]): Command[] =>
  tools.flatMap(({ server, tool }) =>
    server === null
      ? []
      : [
          command('tools', `${server}.${tool}`, plain(tool), {
            sign: Wrench,
            detail: t('palette.tool.of', { server }),
            words: server.toLowerCase(),
            code: true,
            suggested: false,
            run: () => go(hrefOf('server', { tool }, [server, 'tools'])),
          }),
        ],
  );

const themeIcons = { system: Monitor, light: Sun, dark: Moon };

export const settingCommands = (): Command[] => [
  command('settings', 'onboarding', t('onboarding.open'), {
    sign: Sparkles,
    words: 'onboarding set up setup watch clients',
    suggested: false,
    run: () => go(hrefOf('onboarding')),
  }),
  ...themes.map((theme) =>
    command('settings', `theme:${theme}`, t('palette.theme.is', { theme: t(`set.theme.is.${theme}`) }), {
      sign: themeIcons[theme],
      suggested: false,
      run: () => themeStore.keep(theme),
    }),
  ),
  ...sectionIds.flatMap((section) =>
    settingsOf[section]
      .filter((id) => isThere(id, desktop?.platform ?? null))
      .map((id) =>
        command('settings', id, titleOf(id), {
          sign: Settings,
          detail: t(`settings.${section}`),
          words: wordsOf(id, section),
          suggested: false,
          run: () => go(hrefOf('settings', { setting: id }, [section])),
        }),
      ),
  ),
];
