import { Menu, type MenuItemConstructorOptions, app, dialog } from 'electron';
import type { Words } from '@longshore/shared/render/words';

/** Sets the menu that every program has, with its usual shortcuts, and the one thing that ours has besides. */
export function setMenu({ t }: Words, act: { openServer: () => void; quit: () => void }): void {
  const about = (): void => {
    void dialog.showMessageBox({
      type: 'info',
      message: t('desktop.about', { version: app.getVersion() }),
      detail: t('desktop.about-detail', { system: process.platform }),
    });
  };
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    {
      label: t('desktop.menu-file'),
      submenu: [
        { label: t('desktop.menu-server'), accelerator: 'CmdOrCtrl+Shift+O', click: act.openServer },
        { type: 'separator' },
        { label: t('desktop.menu-quit'), accelerator: 'CmdOrCtrl+Q', click: act.quit },
      ],
    },
    { role: 'editMenu', label: t('desktop.menu-edit') },
    {
      label: t('desktop.menu-view'),
      submenu: [
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'resetZoom' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu', label: t('desktop.menu-window') },
    { label: t('desktop.menu-help'), submenu: [{ label: t('desktop.menu-about'), click: about }] },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
