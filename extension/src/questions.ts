import * as vscode from 'vscode';

/** Answers of a question that can be gone back from; undefined when the user has left it. */
export type Answer<T> = { given: T } | 'back' | undefined;

export interface Option<T> {
  label: string;
  description?: string;
  detail?: string;
  icon?: string;
  picked?: boolean;
  /** Begins a group of this name. */
  group?: string;
  value: T;
}

/** What all questions of a dialogue with several have in common. */
export interface Frame {
  title: string;
  /** Place of the question, when it is one of several. */
  step?: { at: number; of: number };
  canGoBack?: boolean;
}

type Item<T> = vscode.QuickPickItem & { value?: T };

/** Resolves with the option that the user chose, with `back`, or undefined when the user has left the question. Never rejects. */
export async function chooseOne<T>(placeholder: string, options: Option<T>[], frame: Frame): Promise<Answer<T>> {
  const answer = await choose(placeholder, options, frame, (picker) => {
    const [item] = picker.selectedItems;
    return item && 'value' in item ? { given: item.value } : undefined;
  });
  return answer;
}

/** Resolves in the same way with all options that the user chose, at least one. `missing` says so when none is. */
export async function chooseSome<T>(
  placeholder: string,
  options: Option<T>[],
  missing: string,
  frame: Frame,
): Promise<Answer<T[]>> {
  return choose(
    placeholder,
    options,
    frame,
    (picker) => {
      const given = picker.selectedItems.flatMap((item) => ('value' in item ? [item.value] : []));
      if (given.length > 0) return { given };
      picker.placeholder = missing;
      return undefined;
    },
    true,
  );
}

/**
 * Resolves in the same way with the text that the user typed, as it was typed. `check` returns what is wrong with a text, or
 * undefined.
 */
export async function typeText(
  prompt: string,
  check: (text: string) => string | undefined,
  frame: Frame & { value?: string; secret?: boolean },
): Promise<Answer<string>> {
  const box = vscode.window.createInputBox();
  Object.assign(box, { prompt, value: frame.value ?? '', password: frame.secret ?? false });
  box.onDidChangeValue(() => (box.validationMessage = undefined));
  return ask(box, frame, () => {
    const wrong = check(box.value);
    box.validationMessage = wrong;
    return wrong === undefined ? { given: box.value } : undefined;
  });
}

function choose<T, A>(
  placeholder: string,
  options: Option<T>[],
  frame: Frame,
  read: (picker: vscode.QuickPick<Item<T>>) => Answer<A>,
  many = false,
): Promise<Answer<A>> {
  const picker = vscode.window.createQuickPick<Item<T>>();
  picker.placeholder = placeholder;
  picker.canSelectMany = many;
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.items = options.flatMap(({ group, icon, ...option }): Item<T>[] => [
    ...(group === undefined ? [] : [{ label: group, kind: vscode.QuickPickItemKind.Separator }]),
    { ...option, ...(icon !== undefined && { iconPath: new vscode.ThemeIcon(icon) }) },
  ]);
  if (many) picker.selectedItems = picker.items.filter(({ picked }) => picked === true);
  return ask(picker, frame, () => read(picker));
}

type Box = vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox;

function ask<A>(box: Box | vscode.QuickInput, { title, step, canGoBack }: Frame, read: () => Answer<A>): Promise<Answer<A>> {
  const shown = box as Box;
  shown.title = title;
  shown.ignoreFocusOut = true;
  if (step) Object.assign(shown, { step: step.at, totalSteps: step.of });
  if (canGoBack) shown.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const end = (answer: Answer<A>): void => {
      resolve(answer);
      shown.dispose();
    };
    shown.onDidAccept(() => {
      const answer = read();
      if (answer !== undefined) end(answer);
    });
    shown.onDidTriggerButton(() => end('back'));
    shown.onDidHide(() => end(undefined));
    shown.show();
  });
}
